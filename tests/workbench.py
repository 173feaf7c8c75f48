"""A small workbench of five tiny notebooks, to run as often as a test likes. Kernels, store and pages are the real ones."""

import json

import nbformat

from ptce_helpers import paths, reasons
from ptce_helpers import run as runner

LANG = 'lang: str = "en"  # language'
COPY = """from pathlib import Path
clean = Path("../data/clean")
clean.mkdir(exist_ok=True)
_ = (clean / "codings.csv").write_text(Path("../data/raw/codings.csv").read_text())"""
# name -> parameters cell, then code cells; each has a heading of its own
TINY = {
    "00-start-here": (LANG, "from ptce_helpers.notebooks import NAMES\nprint('hello')"),
    "01-sources-and-cases": (LANG, "print('cases')"),
    "02-from-raw-to-clean": (LANG, COPY, "print('written,', lang)"),
    "03-how-we-coded": ("alpha: float = 0.1  # 1 minus the confidence level", "print('level', 1 - alpha)", "print('the end')"),
    "04-members": (LANG, "print(open('../data/clean/codings.csv').read())", "print('members,', lang)"),
}
LOCK = "ipykernel==6.1 \\\n    --hash=sha256:00\npandas==3.0.1 \\\n    --hash=sha256:11\n"


class Bench:
    """A small workbench: what a researcher does in it, and what is then there."""

    def __init__(self, root):
        self.root, self.where = root, paths.Paths(root)

    def fill(self):
        """Write the raw data, the notebooks and the lock file."""
        from conftest import SMALL, completed

        from ptce_helpers.schemas import TABLES

        self.where.raw.mkdir(parents=True)
        for name, table in TABLES.items():
            drawn = SMALL.get(name, "")
            (self.where.raw / f"{name}.csv").write_text(completed(name, drawn) if drawn else ",".join(table.names) + "\n", encoding="utf-8")
        (self.root / "requirements.lock").write_text(LOCK, encoding="utf-8")
        self.where.notebooks.mkdir()
        for name, code in TINY.items():
            self.write(name, *code)
        return self

    def write(self, name, parameters, *code):
        """A notebook: a title, its parameters, and each code cell under a heading."""
        cells = [nbformat.v4.new_markdown_cell(f"# The question of {name[:2]}"), nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        for number, source in enumerate(code, start=1):
            cells += [nbformat.v4.new_markdown_cell(f"## Part {number}\n\nSome prose."), nbformat.v4.new_code_cell(source)]
        book = nbformat.v4.new_notebook(cells=cells)
        book.metadata["kernelspec"] = {"name": "ptce", "display_name": "PTCE", "language": "python"}
        for number, cell in enumerate(book.cells):
            cell["id"] = f"cell-{number:02d}"
        nbformat.write(book, self.where.notebooks / f"{name}.ipynb")

    def edit(self, path, old, new):
        """Replace a text in a file, as an editor would."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *wanted, fresh=False, plain=False, tell=lambda what, step: None, **given):
        """Bring notebooks up to date."""
        return runner.run(self.where, runner.plan(self.where, list(wanted), given), runner.Options(2, fresh, plain, 60), tell)

    def again(self, *wanted, **options):
        """A run of the few that changed, in ordinary kernels: for one notebook they are the faster ones. The names that ran."""
        return [name[:2] for name in self.run(*wanted, plain=True, **options).ran]

    def why(self, name, **given):
        """The answer of ``ptce why``."""
        return reasons.why(self.where, runner.plan(self.where, [name], given))

    def page(self, number):
        """The text of a page of the study."""
        return next(self.where.study.glob(f"{number}-*.html")).read_text(encoding="utf-8")

    def printed(self, number):
        """What an executed notebook of the study printed."""
        book = json.loads(next(self.where.study.glob(f"{number}-*.ipynb")).read_text(encoding="utf-8"))
        return "".join("".join(output["text"]) for cell in book["cells"] if cell["cell_type"] == "code" for output in cell["outputs"])

    def files(self, *folders):
        """The bytes of every file below some folders (by default, of all): path -> bytes."""
        found = [path for folder in folders or (".",) for path in (self.root / folder).rglob("*") if path.is_file()]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in sorted(found)}
