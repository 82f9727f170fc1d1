"""The door where raw values stop: behind it there is a mask for people and a keyed digest for matching."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

# --- masks ---

_PREFECTURE = re.compile(r"東京都|北海道|(?:京都|大阪)府|[一-龠]{2,3}県")
_CITY = re.compile(
    # Names that hold 市, 町 or 村 themselves come first: 四日市市, 廿日市市, 野々市市, 武蔵村山市, 名古屋市中村区.
    r"(?:四日市|廿日市|野々市|八日市場|十日町|大町|町田|東村山|武蔵村山|村山|村上|田村|大村|羽村|中村)市"
    r"|[^\s市区町村郡0-90-9]{1,6}郡[^\s市区町村0-90-9]{1,6}[町村]"
    r"|[^\s市区町村郡0-90-9]{1,6}市(?:[^\s市区町0-90-9]{1,4}区)?"
    r"|[^\s市区町村郡0-90-9]{1,6}[区町村]"
)
_LONGEST = 40


def mask(entity: str, value: str) -> str:
    """Enough to recognise a value one knows, too little to read one that one does not. Never contains the value."""
    value = value.strip()
    rule = _MASKS.get(entity) or (_mask_term if entity.startswith(("SPC_", "SENSITIVE_")) else _mask_default)
    masked = " ".join(rule(value).replace("\t", " ").splitlines())  # a number may be broken over a line
    if len(masked) > _LONGEST:
        masked = masked[: _LONGEST - 1] + "…"
    for candidate in (masked, "****", "…"):
        if value and value not in candidate:
            return candidate
    return ""


def _stars(text: str) -> str:
    """Letters and digits become stars, separators stay."""
    return "".join("*" if ch.isalnum() or unicodedata.category(ch) == "Mn" else ch for ch in text)


def _mask_number(value: str, first: int = 0, last: int = 2) -> str:
    """Keeps the last two characters of a long number, none of a short one."""
    places = [place for place, ch in enumerate(value) if ch.isalnum()]
    if len(places) < 8:
        first = last = 0
    ends = {*places[:first], *places[len(places) - last :]}
    keep = {place for place in ends if unicodedata.normalize("NFKC", value[place]).isascii()}  # no letters of a name
    return "".join(ch if place in keep or not ch.isalnum() else "*" for place, ch in enumerate(value))


def _mask_phone(value: str) -> str:
    digits = [ch for ch in unicodedata.normalize("NFKC", value) if ch.isdigit()]
    mobile = digits[:1] == ["0"] and digits[2:3] == ["0"]
    return _mask_number(value, first=3 if mobile else 2)


def _mask_email(value: str) -> str:
    local, at, domain = unicodedata.normalize("NFKC", value).rpartition("@")
    if not at:
        return _mask_term(value)
    return f"{local[:1] if len(local) > 1 else '*'}***@***.{domain.rpartition('.')[2][:6] if '.' in domain else '***'}"


def _mask_term(value: str) -> str:
    if len(value) < 3:
        return value[:1] + "*" if len(value) == 2 else "*"
    return value[0] + _stars(value[1:-1]) + value[-1]


def _mask_record(value: str) -> str:
    """Payment marks such as $$A$-: signs count as much as letters."""
    return value[0] + "*" * (len(value) - 2) + value[-1] if len(value) > 2 else "*"


def _mask_name(value: str) -> str:
    return value[:1] + _stars(value[1:]) if len(value) > 1 else "*"


def _mask_address(value: str) -> str:
    kept = ""
    if prefecture := _PREFECTURE.match(value):
        kept = prefecture[0]
    if (city := _CITY.match(value, len(kept))) and city.end() < len(value):
        kept = value[: city.end()]
    return kept + "***" if kept and kept != value else _mask_name(value)


def _mask_date(value: str) -> str:
    year = re.match(r"(?:18|19|20)\d\d(?=\D*\d)", value)
    kept = year[0] if year else ""
    return kept + "".join("*" if ch.isdigit() else ch for ch in value[len(kept) :])


def _mask_postal(value: str) -> str:
    seen = 0
    out = []
    for ch in value:
        seen += ch.isdigit()
        out.append("*" if ch.isdigit() and seen > 3 else ch)
    return "".join(out)


def _mask_digits(value: str) -> str:
    return "".join("*" if ch.isdigit() else ch for ch in value)


def _mask_default(value: str) -> str:
    if any(ch.isdigit() for ch in value):
        return _mask_number(value)
    return _mask_name(value)


_MASKS = {
    "PERSON": _mask_name,
    "JP_ADDRESS": _mask_address,
    "PHONE_NUMBER": _mask_phone,
    "EMAIL_ADDRESS": _mask_email,
    "DATE_OF_BIRTH": _mask_date,
    "JP_POSTAL_CODE": _mask_postal,
    "JP_LICENSE_PLATE": _mask_digits,
    "JP_CREDIT_INFO": _mask_record,
}

# --- digests ---

_NUMBERS = frozenset(
    "JP_MY_NUMBER JP_DRIVERS_LICENSE JP_PASSPORT JP_RESIDENCE_CARD JP_SPECIAL_PR_CERT JP_JUMINHYO_CODE"
    " JP_PENSION_NUMBER JP_HEALTH_INSURANCE JP_HEALTH_INSURER_NUMBER JP_PUBLIC_MEDICAL_PAYER JP_LATE_ELDERLY_INSURANCE"
    " JP_KAIGO_INSURANCE JP_EMPLOYMENT_INSURANCE JP_BANK_ACCOUNT JP_YUCHO_ACCOUNT CREDIT_CARD JP_ETC_CARD"
    " JP_CHASSIS_NUMBER VIN JP_CORPORATE_NUMBER JP_INVOICE_NUMBER IMEI MAC_ADDRESS JP_POSTAL_CODE JP_LICENSE_PLATE"
    " EMPLOYEE_ID CUSTOMER_ID STUDENT_ID".split()
)
_SIGNS, _NO_DIGIT = re.compile("[^0-9A-Za-z]+"), re.compile("[^0-9]+")  # in ASCII
_KANJI = "〇○零一二三四五六七八九"
_KANJI_DIGITS = str.maketrans(_KANJI, "000123456789")
_LENGTHS = {
    "JP_MY_NUMBER": 12,
    "JP_DRIVERS_LICENSE": 12,
    "JP_JUMINHYO_CODE": 11,
    "JP_PENSION_NUMBER": 10,
    "JP_KAIGO_INSURANCE": 10,
    "JP_HEALTH_INSURER_NUMBER": 8,
    "JP_LATE_ELDERLY_INSURANCE": 8,
    "JP_POSTAL_CODE": 7,
    "JP_BANK_ACCOUNT": 7,
}
# Same person, another form of the character: registers and mails differ in these.
_VARIANTS = str.maketrans(
    "髙﨑嵜碕邊邉齋齊斎濵濱德廣澤櫻國眞惠瀨淵𠮷槗嶋嶌曾條來榮彌舘壽應黑淸萬禮與學豐會龍瀧",
    "高崎崎崎辺辺斉斉斉浜浜徳広沢桜国真恵瀬渕吉橋島島曽条来栄弥館寿応黒清万礼与学豊会竜滝",
)
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_ERAS = {"明": 1867, "M": 1867, "大": 1911, "T": 1911, "昭": 1925, "S": 1925}
_ERAS |= {"平": 1988, "H": 1988, "令": 2018, "R": 2018}
_ERA_DATE = re.compile(r"([明大昭平令MTSHR])[治正和成]?(\d{1,2}|元)\D{1,2}(\d{1,2})\D(\d{1,2})日?")
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?|(\d{4})(\d\d)(\d\d)")


@lru_cache(2_048)  # asked for when a value is counted, when its digest is taken and when people are counted
def normalise(entity: str, value: str) -> str:
    """One spelling for all ways to write the same value."""
    text = (value if value.isascii() else unicodedata.normalize("NFKC", value)).strip()
    if "." in text and (entity in _NUMBERS or entity in ("PHONE_NUMBER", "DATE_OF_BIRTH")):
        text = re.sub(r"^(\d{4,})\.0+$", r"\1", text)  # a number that was read as a fraction
    if entity == "PHONE_NUMBER":
        return _phone(text)
    if entity in _NUMBERS:
        if text.isascii():
            text = _SIGNS.sub("", text).upper()
        else:
            text = text.translate(_KANJI_DIGITS) if sum(ch in _KANJI for ch in text) >= 5 else text
            text = "".join(ch for ch in text.upper() if ch.isalnum())
        length = _LENGTHS.get(entity, 0)  # a spreadsheet takes zeros from the front
        return text.zfill(length) if text.isdecimal() and len(text) >= length - 3 else text
    if entity == "PERSON":
        text = "".join(ch for ch in text if ch.isalnum() or ch == "々")
        return text.translate(_VARIANTS).translate(_TO_KATAKANA).casefold()
    if entity == "JP_ADDRESS":
        text = re.sub(r"\s|大字", "", text)
        text = re.sub(r"(?<=\d)(?:丁目|番地の?|番|号室?|[のノ‐-―−ー─-])(?=\d|$)", "-", text)
        return text.translate(_VARIANTS).rstrip("-").casefold()
    if entity == "DATE_OF_BIRTH":
        return _date(text)
    return re.sub(r"\s", "", text).casefold()


def normalise_names(names: list[str]) -> list[str]:
    """As `normalise` for PERSON, many at once."""
    text = unicodedata.normalize("NFKC", "\n".join(name.replace("\n", " ") for name in names))
    text = re.sub(r"[^\w\n]|_", "", text).translate(_VARIANTS).translate(_TO_KATAKANA).casefold()
    return text.split("\n") if names else []


def normalise_all(entity: str, values: list[str]) -> list[str]:
    """As `normalise`, many at once: numbers in ASCII together, all else one by one."""
    joined = "\n".join(value.strip() for value in values)
    if entity not in _NUMBERS or not joined.isascii() or joined.count("\n") != len(values) - 1:
        return [normalise(entity, value) for value in values]
    bare = re.sub(r"^(\d{4,})\.0+$", r"\1", joined, flags=re.MULTILINE)
    length = _LENGTHS.get(entity, 0)
    return [
        text.zfill(length) if len(text) >= length - 3 and text.isdecimal() else text
        for text in re.sub(r"[^0-9A-Z\n]", "", bare.upper()).split("\n")
    ]


def _phone(text: str) -> str:
    if text.isascii():
        digits = _NO_DIGIT.sub("", text)
    else:
        digits = "".join(ch for ch in text.translate(_KANJI_DIGITS) if ch.isdigit())
    if digits.startswith("81") and text.lstrip(" (").startswith("+"):
        digits = "0" + digits[2:].removeprefix("0")
    if re.fullmatch(r"[5-9]0\d{8}|[1-9]\d{8}", digits):  # Excel took the zero away, of a mobile or a landline
        digits = "0" + digits
    return digits


def _date(text: str) -> str:
    text = re.sub(r"[T\s]+\d{1,2}:\d\d.*$", "", text)  # 00:00:00, as databases write dates
    text = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{5}", text) and int(text) <= 60_000:  # a spreadsheet's day count
        return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
    if match := re.fullmatch(r"([1-5MTSHR明大昭平令])[治正和成]?(\d\d)(\d\d)(\d\d)", text.upper()):  # 3570102, S570102
        return f"{_ERAS['MTSHR'[int(match[1]) - 1] if match[1].isdigit() else match[1]] + int(match[2]):04}-{match[3]}-{match[4]}"
    if match := _ERA_DATE.fullmatch(text.upper()):
        year = _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
        return f"{year:04}-{int(match[3]):02}-{int(match[4]):02}"
    if match := _DATE.fullmatch(text):
        year, month, day = (int(group) for group in match.groups() if group)
        return f"{year:04}-{month:02}-{day:02}"
    return text.casefold()


@dataclass(frozen=True, slots=True)
class Key:
    """The secret behind digests. Without it a digest of a phone number could be found by trying them all."""

    secret: bytes

    def digest(self, entity: str, value: str) -> str:
        """32 hex characters; equal for all spellings of one value of one entity."""
        data = f"{entity}\0{normalise(entity, value)}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.secret, data, "sha256")[:16].hex()

    def of_contents(self) -> bytes:
        """The key of digests of whole files: a small file could be guessed like a value."""
        return hmac.digest(self.secret, b"contents", "sha256")

    def __repr__(self) -> str:
        return "Key(…)"
