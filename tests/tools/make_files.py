"""Makes the files in tests/files, as other programs write them. Run: python3 tests/tools/make_files.py

Needs openpyxl, XlsxWriter, xlwt and msoffcrypto-tool (pip install into a virtual environment). The files are kept, so this
is run again only to add to them.
"""

import datetime
import io
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import xlsxwriter
import xlwt
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.merge import MergedCellRange

FOLDER = Path(__file__).parent.parent / "files"
NAME = "Brønnøysundregistrene"


def openpyxl_contacts():
    """A hidden sheet first, a title-free table that begins in row 3, numbers that are identifiers, an empty row, errors."""
    book = openpyxl.Workbook()
    hidden = book.active
    hidden.title = "Skjult"
    hidden.sheet_state = "hidden"
    hidden.append(["Ikke dette"])
    sheet = book.create_sheet("Kontakter")
    sheet["A3"], sheet["B3"], sheet["C3"], sheet["D3"], sheet["E3"] = "Virksomhet", "Org.nr.", "Frist", "Med", "Beløp"
    sheet["A4"], sheet["B4"], sheet["C4"], sheet["D4"], sheet["E4"] = NAME, 974760673, datetime.date(2026, 5, 31), True, 1234.5
    sheet["A6"], sheet["B6"], sheet["C6"], sheet["D6"] = "Kartverket", "971040238", datetime.datetime(2026, 5, 31, 12), False
    sheet["A7"] = "Feil"
    sheet["B7"].value, sheet["B7"].data_type = "#REF!", "e"
    sheet["C7"].value, sheet["C7"].data_type = "#N/A", "e"
    sheet["E7"] = "1 234,5"
    sheet["A8"].number_format = "@"
    book.create_sheet("Annet").append(["x"])
    book.save(FOLDER / "openpyxl-contacts.xlsx")


def openpyxl_merged():
    """Merged cells: as they are after merging, and with values that stay behind the first one."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Område", "Navn", "Tall"], ["Øst", "a", 1], ["gjemt", "b", 2], ["Vest", "c", 3]):
        sheet.append(row)
    area = CellRange("A2:A3")
    sheet.merged_cells.add(MergedCellRange(sheet, area.coord))
    sheet["A5"] = "Sum"
    sheet["B5"] = "skal bort"
    sheet.merge_cells("A5:B5")
    sheet["C5"] = 6
    book.save(FOLDER / "openpyxl-merged.xlsx")


def xlsxwriter_formulas(name, options):
    """Formulas with results, rich text, text that looks like an escape, dates that are counted from 1900 or 1904."""
    book = xlsxwriter.Workbook(FOLDER / name, options)
    sheet = book.add_worksheet("Ark æøå")
    bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy"})
    time = book.add_format({"num_format": "[h]:mm"})
    for column, header in enumerate(["Tall", "Tekst", "Dato", "Sann", "Feil", "Tid"]):
        sheet.write_string(0, column, header, bold)
    sheet.write_formula(1, 0, "=1+1", None, 2)
    sheet.write_formula(1, 1, '="a"&"b"', None, "ab")
    sheet.write_datetime(1, 2, datetime.datetime(2026, 5, 31), date)
    sheet.write_formula(1, 3, "=TRUE()", None, True)
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    sheet.write_number(1, 5, 1.5, time)
    sheet.write_number(2, 0, 0.1)
    sheet.write_rich_string(2, 1, "a ", bold, "fet", " tekst æ")
    sheet.write_string(2, 5, "a _x000D_ b")
    sheet.write_number(2, 2, 60 if not options else 59, date)
    sheet.write_string(2, 3, "  med luft  ")
    sheet.write_string(2, 4, "'=1+1")
    book.close()


def other_programs():
    """What is refused, each made by a program that makes such files."""
    old = xlwt.Workbook()
    old.add_sheet("Ark").write(0, 0, "Navn")
    old.save(str(FOLDER / "xlwt-old.xls"))
    plain = io.BytesIO((FOLDER / "openpyxl-merged.xlsx").read_bytes())
    with open(FOLDER / "msoffcrypto-locked.xlsx", "wb") as locked:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("hemmelig", locked)
    with zipfile.ZipFile(FOLDER / "zipfile-sheet.ods", "w") as ods:
        ods.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ods.writestr("content.xml", "<office:document-content/>")


def text_files():
    """CSV as Excel in Norwegian saves it («CSV», «CSV UTF-8», «Unicode-tekst»), and as other programs do."""
    rows = "Navn;Beløp;Frist;Merknad\r\n" + f"{NAME};1 234,50;31.05.2026;\"én\nto; \"\"tre\"\"\"\r\n" + "Kartverket;1.234;31.5.2026;€\r\n"
    (FOLDER / "excel-windows1252.csv").write_bytes(rows.replace("1 234", "1\u00a0234").encode("cp1252"))
    (FOLDER / "excel-utf8.csv").write_bytes(rows.encode("utf-8-sig"))
    (FOLDER / "excel-unicode.txt").write_bytes(b"\xff\xfe" + rows.replace(";", "\t").encode("utf-16-le"))
    (FOLDER / "excel-sep.csv").write_bytes(b"sep=,\r\n" + "Navn,Tall\r\nÅ;B,\"1,234\"\r\n".encode())
    (FOLDER / "old-mac.csv").write_bytes("Navn;Tall\rÅs;1\r\rOslo;2".encode())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    openpyxl_contacts()
    openpyxl_merged()
    xlsxwriter_formulas("xlsxwriter-formulas.xlsx", {})
    xlsxwriter_formulas("xlsxwriter-formulas-1904.xlsx", {"date_1904": True})
    other_programs()
    text_files()
