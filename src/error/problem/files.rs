//! What can be wrong with a file.

/// Hands these on, after those that it was given.
macro_rules! with_files {
    ($($before:tt)*) => { problems! { $($before)*
        /// Something that does not belong here.
        OutOfPlace = "OUT_OF_PLACE" {
            nb: "Dette hører ikke hjemme her. Ta det bort.", nn: "Dette høyrer ikkje heime her. Ta det bort.",
            en: "This does not belong here. Leave it out.",
        }
        /// A file that is no table.
        NotATable = "NOT_A_TABLE" {
            nb: "Filen er verken CSV eller XLSX. Lagre den som en av dem.", nn: "Fila er verken CSV eller XLSX. Lagre henne som ei av dei.",
            en: "The file is neither CSV nor XLSX. Save it as one of them.",
        }
        /// A file behind a password.
        FileLocked = "FILE_LOCKED" {
            nb: "Filen er beskyttet med passord. Lagre den uten.", nn: "Fila er verna med passord. Lagre henne utan.",
            en: "The file is protected by a password. Save it without one.",
        }
        /// A file that is too large, packed or unpacked.
        FileTooLarge { mebibytes: u64 } = "FILE_TOO_LARGE" {
            nb: "Filen er for stor: høyst {mebibytes} MiB. Del den opp.", nn: "Fila er for stor: høgst {mebibytes} MiB. Del henne opp.",
            en: "The file is too large: at most {mebibytes} MiB. Split it.",
        }
        /// A file that is broken.
        FileDamaged = "FILE_DAMAGED" {
            nb: "Filen er ødelagt eller ikke hel. Lagre den på nytt og send den igjen.", nn: "Fila er øydelagd eller ikkje heil. Lagre henne på nytt og send henne igjen.",
            en: "The file is damaged or not whole. Save it anew and send it again.",
        }
        /// Text whose letters cannot be told.
        FileEncoding = "FILE_ENCODING" {
            nb: "Bokstavene i filen kan ikke leses. Lagre den som UTF-8 (en tabell som CSV UTF-8).", nn: "Bokstavane i fila kan ikkje lesast. Lagre henne som UTF-8 (ein tabell som CSV UTF-8).",
            en: "The letters in the file cannot be read. Save it as UTF-8 (a table as CSV UTF-8).",
        }
        /// A quote that is never closed.
        UnclosedQuote { row: u32 } = "UNCLOSED_QUOTE" {
            nb: "Et anførselstegn i rad {row} blir aldri lukket.", nn: "Eit hermeteikn i rad {row} blir aldri lukka.",
            en: "A quote that is opened in row {row} is never closed.",
        }
        /// Text after a quote that closes.
        TextAfterQuote { row: u32 } = "TEXT_AFTER_QUOTE" {
            nb: "I rad {row} følger tekst etter et anførselstegn som lukker. Sett ett om hele teksten, og skriv dem inni den to ganger.",
            nn: "I rad {row} følgjer tekst etter eit hermeteikn som lukkar. Set eitt om heile teksten, og skriv dei inni han to gonger.",
            en: "In row {row} text follows a quote that closes. Put quotes around all of the text, and write those in it twice.",
        }
        /// A table without a header.
        TableEmpty = "TABLE_EMPTY" {
            nb: "Tabellen er tom.", nn: "Tabellen er tom.", en: "The table is empty.",
        }
        /// A sheet that the file does not have.
        SheetNotFound { sheets: String } = "SHEET_NOT_FOUND" {
            nb: "Filen har ikke dette arket. Den har: {sheets}.", nn: "Fila har ikkje dette arket. Ho har: {sheets}.",
            en: "The file has no such sheet. It has: {sheets}.",
        }
        /// More rows than can be taken.
        TooManyRows { max: u32 } = "TOO_MANY_ROWS" {
            nb: "Tabellen har mer enn {max} rader. Del den opp.", nn: "Tabellen har meir enn {max} rader. Del han opp.",
            en: "The table has more than {max} rows. Split it.",
        }
        /// More columns than can be taken.
        TooManyColumns { max: usize, row: u32 } = "TOO_MANY_COLUMNS" {
            nb: "Rad {row} har mer enn {max} kolonner.", nn: "Rad {row} har meir enn {max} kolonnar.", en: "Row {row} has more than {max} columns.",
        }
        /// A cell that is too long.
        CellTooLong { row: u32, column: String } = "CELL_TOO_LONG" {
            nb: "Cellen i rad {row}, kolonne {column} er for lang.", nn: "Cella i rad {row}, kolonne {column} er for lang.",
            en: "The cell in row {row}, column {column} is too long.",
        }
        /// A column that has to be there. (`:.0` shows nothing of the other languages.)
        ColumnMissing { nb: String, nn: String, en: String } = "COLUMN_MISSING" {
            nb: "Kolonnen «{nb}» mangler.{nn:.0}{en:.0}", nn: "Kolonnen «{nn}» manglar.{nb:.0}{en:.0}", en: "The column “{en}” is missing.{nb:.0}{nn:.0}",
        }
        /// A column that something new needs. (`:.0` shows nothing of the other languages.)
        ColumnNeeded { nb: String, nn: String, en: String, row: u32 } = "COLUMN_MISSING_FOR_NEW" {
            nb: "Kolonnen «{nb}» mangler. Det som er nytt, må ha den: se rad {row}.{nn:.0}{en:.0}", nn: "Kolonnen «{nn}» manglar. Det som er nytt, må ha han: sjå rad {row}.{nb:.0}{en:.0}",
            en: "The column “{en}” is missing. What is new needs it: see row {row}.{nb:.0}{nn:.0}",
        }
        /// A column that nothing is known of.
        ColumnUnknown { column: String } = "COLUMN_UNKNOWN" {
            nb: "Kolonnen «{column}» er ukjent. Velg hva den er, eller at den ikke skal leses.",
            nn: "Kolonnen «{column}» er ukjend. Vel kva han er, eller at han ikkje skal lesast.",
            en: "The column “{column}” is unknown. Choose what it is, or that it is not to be read.",
        }
        /// Several columns for one thing, or several things in one column.
        ColumnTwice { columns: String } = "COLUMN_TWICE" {
            nb: "Dette kan leses på flere måter: {columns}. Velg én.", nn: "Dette kan lesast på fleire måtar: {columns}. Vel éin.",
            en: "This can be read in several ways: {columns}. Choose one.",
        }
        /// A column or field was chosen that there is not.
        ChoiceUnknown { column: String, field: String } = "COLUMN_CHOICE_UNKNOWN" {
            nb: "«{column}» kan ikke leses som «{field}»: en av dem finnes ikke.", nn: "«{column}» kan ikkje lesast som «{field}»: ein av dei finst ikkje.",
            en: "“{column}” cannot be read as “{field}”: one of them does not exist.",
        }
        /// A column that is not to be read was chosen, and there is no such column.
        ColumnNotThere { column: String } = "COLUMN_NOT_THERE" {
            nb: "Filen har ingen kolonne «{column}» som kan utelates.", nn: "Fila har ingen kolonne «{column}» som kan utelatast.",
            en: "The file has no column “{column}” that could be left out.",
        }
        /// A cell that is no number.
        NotANumber = "INVALID_NUMBER" {
            nb: "Skriv et tall.", nn: "Skriv eit tal.", en: "Write a number.",
        }
        /// A number that can be read in two ways.
        AmbiguousNumber = "AMBIGUOUS_NUMBER" {
            nb: "Dette kan være tusener eller desimaler. Skriv tallet uten tusenskille.", nn: "Dette kan vere tusen eller desimalar. Skriv talet utan tusenskilje.",
            en: "This may be thousands or decimals. Write the number without a sign between thousands.",
        }
        /// A number with decimals.
        NotWhole = "NOT_WHOLE" {
            nb: "Skriv et helt tall.", nn: "Skriv eit heilt tal.", en: "Write a whole number.",
        }
        /// A cell that is no date.
        NotADate = "INVALID_DATE" {
            nb: "Skriv en dato fra 1900 til 2199 som 2026-05-31 eller 31.05.2026, uten klokkeslett.", nn: "Skriv ein dato frå 1900 til 2199 som 2026-05-31 eller 31.05.2026, utan klokkeslett.",
            en: "Write a date from 1900 to 2199 as 2026-05-31 or 31.05.2026, without a time of day.",
        }
        /// A cell that is no month.
        NotAMonth = "INVALID_MONTH" {
            nb: "Skriv en måned fra 1900 til 2199 som 2026-05.", nn: "Skriv ein månad frå 1900 til 2199 som 2026-05.", en: "Write a month from 1900 to 2199 as 2026-05.",
        }
        /// Neither yes nor no.
        NotYesOrNo = "NOT_YES_OR_NO" {
            nb: "Skriv ja eller nei.", nn: "Skriv ja eller nei.", en: "Write yes or no.",
        }
        /// None of the words that there are. (`:.0` shows nothing of the other languages.)
        NotAChoice { nb: String, nn: String, en: String } = "NOT_A_CHOICE" {
            nb: "Skriv en av disse: {nb}.{nn:.0}{en:.0}", nn: "Skriv ein av desse: {nn}.{nb:.0}{en:.0}", en: "Write one of these: {en}.{nb:.0}{nn:.0}",
        }
        /// A formula without a result.
        FormulaError { shown: String } = "FORMULA_ERROR" {
            nb: "Formelen har ikke noe svar: {shown}.", nn: "Formelen har ikkje noko svar: {shown}.", en: "The formula has no result: {shown}.",
        }
        /// A formula whose result is not in the file.
        FormulaNotCalculated = "FORMULA_NOT_CALCULATED" {
            nb: "Formelen er ikke regnet ut. Åpne filen i et regneark og lagre den, eller skriv svaret.", nn: "Formelen er ikkje rekna ut. Opne fila i eit rekneark og lagre henne, eller skriv svaret.",
            en: "The formula has not been calculated. Open the file in a spreadsheet and save it, or write the result.",
        }
        /// A cell that is hidden behind another.
        CellMerged = "CELL_MERGED" {
            nb: "Cellen er slått sammen med en annen. Del dem, og fyll ut hver av dem.", nn: "Cella er slått saman med ei anna. Del dei, og fyll ut kvar av dei.",
            en: "The cell is merged with another. Unmerge them, and fill in each of them.",
        }
        /// Something in a column that the header says nothing of.
        NoHeader { columns: String } = "COLUMN_WITHOUT_HEADER" {
            nb: "Her står noe i en kolonne uten overskrift ({columns}). Gi den en, velg hva den er eller at den ikke skal leses, eller sett anførselstegn om teksten som skilletegnet er en del av.",
            nn: "Her står noko i ein kolonne utan overskrift ({columns}). Gi han ei, vel kva han er eller at han ikkje skal lesast, eller set hermeteikn om teksten som skiljeteiknet er ein del av.",
            en: "Something stands in a column without a header ({columns}). Give it one, choose what it is or that it is not to be read, or put quotes around the text that the separator is part of.",
        }
        /// Characters that nobody can see.
        ControlCharacter = "CONTROL_CHARACTER" {
            nb: "Teksten har usynlige tegn. Skriv den på nytt.", nn: "Teksten har usynlege teikn. Skriv han på nytt.",
            en: "The text has characters that nobody can see. Write it anew.",
        }
        /// Two rows about the same, or with what only one can have.
        SameAsRow { row: u32 } = "SAME_AS_ROW" {
            nb: "Dette står allerede i rad {row}.", nn: "Dette står alt i rad {row}.", en: "This is in row {row} already.",
        }
        /// Nobody or nothing is registered with this number or code.
        NotRegistered = "NOT_REGISTERED" {
            nb: "Ingen er registrert med dette. Registrer det først.", nn: "Ingen er registrert med dette. Registrer det først.",
            en: "Nothing is registered with this. Register it first.",
        }
        /// Retired, and therefore no longer offered.
        IsRetired = "RETIRED" {
            nb: "Dette er tatt ut av bruk. Ta det i bruk igjen først.", nn: "Dette er teke ut av bruk. Ta det i bruk igjen først.",
            en: "This is retired. Bring it back first.",
        }
        /// More than one thing fits.
        SeveralFit = "SEVERAL_FIT" {
            nb: "Flere passer til dette. Endre eller fjern den ene først.", nn: "Fleire passar til dette. Endre eller fjern den eine først.",
            en: "Several fit this. Change or remove one of them first.",
        }
        /// An import that has ended.
        ImportEnded = "IMPORT_ENDED" {
            nb: "Importen er ferdig og kan ikke avbrytes.", nn: "Importen er ferdig og kan ikkje avbrytast.", en: "The import has ended and cannot be called off.",
        }
        /// An import whose rows are being written.
        ImportApplying = "IMPORT_APPLYING" {
            nb: "Importen skrives nå og kan ikke lenger avbrytes.", nn: "Importen blir skriven no og kan ikkje lenger avbrytast.",
            en: "The import is being written and cannot be called off any more.",
        }
        /// Who asked for the import may not do it any more.
        RightsLost = "RIGHTS_LOST" {
            nb: "Den som ba om importen, har ikke lenger lov til det.", nn: "Den som bad om importen, har ikkje lenger lov til det.",
            en: "Whoever asked for the import may not do it any more.",
        }
        /// A file that is no JSON.
        NotJson { line: usize, column: usize } = "INVALID_JSON" {
            nb: "Dette er ikke gyldig JSON: se på linje {line}, tegn {column}.", nn: "Dette er ikkje gyldig JSON: sjå på linje {line}, teikn {column}.",
            en: "This is not valid JSON: look at line {line}, character {column}.",
        }
        /// Bytes that are not written in Base64.
        NotBase64 = "INVALID_BASE64" {
            nb: "Send innholdet i filen som Base64.", nn: "Send innhaldet i fila som Base64.", en: "Send what is in the file as Base64.",
        }
        /// A maturity model in the file of a questionnaire, which nobody asked to make.
        MaturityApart = "MATURITY_APART" {
            nb: "Filen har en modenhetsmodell, som ikke er laget. Importer med modenhet (withMaturity, --with-maturity) for å lage den.",
            nn: "Fila har ein modenskapsmodell, som ikkje er laga. Importer med modenskap (withMaturity, --with-maturity) for å lage han.",
            en: "The file has a maturity model, which was not made. Import with maturity (withMaturity, --with-maturity) to make it.",
        }
        /// A maturity model that is asked for out of a workbook.
        NoMaturityInWorkbook = "NO_MATURITY_IN_WORKBOOK" {
            nb: "En arbeidsbok (XLSForm) har ingen modenhetsmodell. Bruk JSON, eller importer uten modenhet.",
            nn: "Ei arbeidsbok (XLSForm) har ingen modenskapsmodell. Bruk JSON, eller importer utan modenskap.",
            en: "A workbook (XLSForm) has no maturity model. Use JSON, or import without maturity.",
        }
        /// A part of a maturity model that is about other questions.
        ModelPartLeftOut { what: String } = "MODEL_PART_LEFT_OUT" {
            nb: "«{what}» i modenhetsmodellen måles ikke av spørsmål som stilles her, og er ikke med i filen.",
            nn: "«{what}» i modenskapsmodellen blir ikkje målt av spørsmål som er stilte her, og er ikkje med i fila.",
            en: "“{what}” in the maturity model is not measured by questions that are asked here, and is not in the file.",
        }
        /// A file that is no workbook, or cannot be read.
        NotAWorkbook { why: String } = "NOT_A_WORKBOOK" {
            nb: "Filen kan ikke leses som en arbeidsbok (XLSX): {why}.", nn: "Fila kan ikkje lesast som ei arbeidsbok (XLSX): {why}.",
            en: "The file cannot be read as a workbook (XLSX): {why}.",
        }
        /// Something in a form of another tool that does not fit, in words. (`:.0` shows nothing of the other languages.)
        DoesNotFit { nb: String, nn: String, en: String } = "DOES_NOT_FIT" {
            nb: "{nb}{nn:.0}{en:.0}", nn: "{nn}{nb:.0}{en:.0}", en: "{en}{nb:.0}{nn:.0}",
        }
        /// A name that nothing is known of.
        UnknownField { known: String } = "UNKNOWN_FIELD" {
            nb: "Dette finnes ikke her. Her kan det stå {known}.", nn: "Dette finst ikkje her. Her kan det stå {known}.",
            en: "There is no such thing here. What may stand here is {known}.",
        }
        /// Something else than what belongs here. (`:.0` shows nothing of the other languages.)
        WrongShape { nb: String, nn: String, en: String } = "WRONG_SHAPE" {
            nb: "Her skal det stå {nb}.{nn:.0}{en:.0}", nn: "Her skal det stå {nn}.{nb:.0}{en:.0}", en: "Write {en} here.{nb:.0}{nn:.0}",
        }
        /// None of the words or numbers that there are.
        NotOneOf { known: String } = "NOT_ONE_OF" {
            nb: "Skriv en av disse: {known}.", nn: "Skriv ein av desse: {known}.", en: "Write one of these: {known}.",
        }
    } };
}
