"""Words that give away a language: those that only our French or only our English phrases have."""

import csv
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

from ptce_helpers.labels import catalogue
from ptce_helpers.notebooks import NAMES
from ptce_helpers.parameters import CATALOGUE as PARAMETERS
from ptce_helpers.schemas import TABLES
from ptce_helpers.tables import CODED
from ptce_helpers.wording import OWN_WORDS

OTHER = {"en": "fr", "fr": "en"}
LITTLE = {  # words that no text of a language does without
    "en": "the of and is are not with which that this from they their there where only without",
    "fr": "le la les des du est sont une dans aux qui que cette ces avec sans leur ne pas sur",
}
ALIKE = re.compile(r"\w+(?:tion|sion|able|ible|ance|ence|ent|al|age|ure|ice)s?")  # endings of words that may be spelt alike
SAME = set("as borne but certain chose combine compare figure figures four joint lit lot main met mine note notes occupants on or pain places pose pour programmes range rate sale sort table tables tend tests trait".split())  # other words that are
FOR_PROGRAMS = ("13-networks-nodes", "13-networks-edges")  # tables of codes, for programs that draw graphs
QUOTED = r"“[^”]*”|«[^»]*»"
PLAIN = r"<[^>]*>|`[^`]*`|\{[^}]*\}"
NAME = r"[A-ZÀ-Ý]\w*(?:[-’]\w+)*(?:[ -](?:de |du |des |d’|la |le |les |l’|et |en |à |aux |au |sur |sous |pour |O )*[A-ZÀ-Ý]\w*(?:[-’]\w+)*)+"
IDENTIFIER = r"\S*[\w}]+[_/]\S+|\S+\.(?:csv|md|json|ipynb|yaml|png|svg)\b|\b[abkmtswcop][LC]?\.\w+\.\d+|--\w+"


def words(text):
    """The words of a text, in small letters; an apostrophe ends a word."""
    return {word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)}


class Vocabulary:
    """The words that only one language has, from all our phrases, and the names that stand in both."""

    def __init__(self, raw):
        said = {lang: " ".join(phrases(raw, lang)) for lang in OTHER}
        heard = {lang: words(re.sub(f"{PLAIN}|{QUOTED}|{IDENTIFIER}", " ", text)) for lang, text in said.items()}
        own = {lang: {word for word in heard[lang] - heard[OTHER[lang]] - SAME if len(word) > 2 and not ALIKE.fullmatch(word)} for lang in OTHER}
        self.only = {lang: own[lang] | set(LITTLE[lang].split()) for lang in OTHER}
        self.identifiers = identifiers(raw)
        results = "|".join(sorted((key.removeprefix("caption_") for key in catalogue() if key.startswith("caption_")), key=len, reverse=True))
        self.results = re.compile(rf"(?<=: )(?:{results})(?:, (?:{results}))*(?= ?;|$)")  # names of files, where a page lists them
        names = sorted({" ".join(name.split()) for name in proper_names(raw)}, key=lambda name: (-len(name), name))
        symbols = "|".join(sorted(raw["calibration"]["symbol"], key=len, reverse=True))
        self.symbols = re.compile(rf"(?<!\w)(?:{symbols})(?!\w)")  # of formulas, the same in both languages so that models keep their order
        self.names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))

    def foreign(self, text, lang):
        """The words of a text that is said to be in a language, but which only the other language has."""
        text = " ".join(text.split())
        if all(part in self.identifiers for part in re.split(r",? ", text)):
            return set()
        for pattern in (QUOTED, self.results, self.symbols, self.names, NAME, IDENTIFIER):
            text = re.sub(pattern, " . ", text)
        little = {word for word in re.findall(r"[^\W\d_]+", text) if word in LITTLE[OTHER[lang]].split()}  # with a capital they may begin a name: La Serre
        return little | (words(text) & self.only[OTHER[lang]] - set(LITTLE[OTHER[lang]].split()))


def phrases(raw, lang):
    """Everything of ours that exists in a language: the catalogue, the codebook, notes of the coders and their French."""
    yield from (row[lang] for row in catalogue().values())
    for frame in raw.tables.values():
        yield from (text for name in frame.columns if name.endswith(f"_{lang}") for text in frame[name])
    yield from raw["translations"][{"en": "english", "fr": "french"}[lang]]


def proper_names(raw):
    """Names that no language changes: of poles and places, members, partners, sources, and what was coded as a name."""
    for table, columns in (("cases", ("name", "commune", "department", "region")), ("members", ("member",)), ("ties", ("partner",)),
                           ("sources", ("title", "authors", "publisher"))):
        yield from (text for column in columns for text in raw[table][column] if text)
    yield from (row["english"] for row in raw["translations"].to_dict("records") if row["english"] == row["french"])
    yield from (alias for text in raw["cases"]["aliases"] for alias in text.split("|") if alias)
    named = [v for v in raw.codebook.ids if raw.codebook.variable(v)["scale"] == "text" and v not in OWN_WORDS]
    for table in ("codings", "second_codings"):
        yield from (text for text in raw[table].loc[raw[table]["variable_id"].isin(named), "value"] if text)


def identifiers(raw):
    """Words that are names of files, parameters, cases and variables, in whatever language the page is."""
    allowed = {"true", "false"} | {str(value) for parameter in PARAMETERS.values() for value in parameter.allowed or ()}
    return {*TABLES, *PARAMETERS, *NAMES, *allowed, *raw.cases, *raw.codebook.ids}


class _Blocks(HTMLParser):
    """The visible text of a page, a paragraph, heading, cell or alternative text at a time; code and foreign terms (em) left out."""

    INLINE = {"a", "strong", "span", "sub", "sup", "b", "br", "img"}
    HIDDEN = {"style", "script", "pre", "code", "em", "details"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.hidden = [""], []

    def handle_starttag(self, tag, attrs):
        alternative = dict(attrs).get("alt")
        if alternative:
            self.blocks += [alternative, ""]
        for_programs = str(dict(attrs).get("headers")).startswith(tuple(f"t-{name}-" for name in FOR_PROGRAMS))
        if tag in self.HIDDEN or for_programs:
            self.hidden.append(tag)
        elif tag not in self.INLINE:
            self.blocks.append("")

    def handle_endtag(self, tag):
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()
        elif tag not in self.INLINE:
            self.blocks.append("")

    def handle_data(self, data):
        self.blocks[-1] += " " if self.hidden else data


def blocks(page):
    """What people read of a page, block by block."""
    parser = _Blocks()
    parser.feed(page)
    return [text for text in (" ".join(block.split()) for block in parser.blocks) if text]


def shown(folder):
    """All that people see of a study: (file, text) of every block of a page, every cell of a table (but codes), every text of a figure."""
    for path in sorted(folder.glob("*.html")):
        yield from ((path.name, text) for text in blocks(path.read_text(encoding="utf-8")))
    for path in sorted(path for path in (folder / "tables").glob("*.csv") if path.stem not in FOR_PROGRAMS):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from ((path.name, text) for row in csv.DictReader(stream) for name, text in row.items() if text and name not in CODED)
    for path in sorted((folder / "figures").glob("*.svg")):
        yield from ((path.name, text) for text in texts_of(path))


def texts_of(figure):
    """The texts of a figure: matplotlib draws letters as paths, and leaves what they say in a comment before them."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    tree = ElementTree.parse(figure, parser)
    return [part.text.strip() for part in tree.iter() if part.tag is ElementTree.Comment and part.text.strip()]
