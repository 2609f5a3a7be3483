"""LibreOffice, where it is installed: opens a workbook and saves it as its own."""

import shutil
import subprocess
from pathlib import Path

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def saved_by_office(workbook: bytes, folder: Path) -> bytes:
    """The workbook after LibreOffice has opened and saved it."""
    (folder / "book.xlsx").write_bytes(workbook)
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True, timeout=120)
    return (folder / "out" / "book.xlsx").read_bytes()
