"""Opens each XLSForm that is named, and tells what pyxform complains about: nothing, where all is well."""

import sys

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert


def complaints(path):
    warnings = []
    try:
        convert(xlsform=path, warnings=warnings)
    except PyXFormError as error:
        warnings.append(str(error))
    return warnings


found = [(path, said) for path in sys.argv[1:] for said in complaints(path)]
for path, said in found:
    print(f"{path}: {said}")
sys.exit(1 if found else 0)
