"""Opens a workbook with openpyxl and prints, as JSON, what a person would find in it.

Run: python3 tests/tools/open_xlsx.py FILE. Exits with 3 where openpyxl is not installed.
"""

import json
import sys

try:
    import openpyxl
except ImportError:
    sys.exit(3)


def cell(found):
    kind = "date" if found.is_date else found.data_type
    value = found.value.isoformat() if found.is_date and found.value is not None else found.value
    return {"kind": kind, "value": value, "bold": bool(found.font.bold)}


def main(path):
    book = openpyxl.load_workbook(path)
    sheets = []
    for sheet in book.worksheets:
        widths = [sheet.column_dimensions[letter].width for letter in sorted(sheet.column_dimensions)]
        rows = [[cell(found) for found in row] for row in sheet.iter_rows()]
        sheets.append({"name": sheet.title, "frozen": sheet.freeze_panes, "widths": widths, "rows": rows})
    print(json.dumps(sheets))


if __name__ == "__main__":
    main(sys.argv[1])
