"""E-mail addresses (RFC 5321 shapes in ASCII). Full width, as typed into Japanese forms, is folded before.

Reserved domains (example.com, .test …) stay findings and say so; role boxes (info@, support@) belong to no single person.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from recognizers.context import Labels
from recognizers.pattern import REACH, Match, Pattern, Refined, chance, logit

ROLE_MAILBOXES = frozenset(
    "info support sales admin administrator contact noreply no-reply no_reply donotreply do-not-reply postmaster webmaster hostmaster abuse help "
    "helpdesk service office soumu jinji eigyo keiri recruit saiyo press pr privacy security news newsletter mail git root daemon mailer-daemon "
    "inquiry toiawase otoiawase customer all staff system team dev marketing billing order orders shop reservation yoyaku from to cc bcc".split()
)
_RESERVED = re.compile(r"(?:^|\.)(?:example\.[a-z]{2,3}(?:\.[a-z]{2})?|example|test|invalid|localhost|local)$", re.I)
_FILES = frozenset(
    "png jpg jpeg gif svg webp js mjs jsx ts tsx css scss map py pyc java class rb go rs md rst html htm json yaml yml xml txt so dll exe sh jar zip".split()
)


# RFC 5321 allows more in front of @; = & ? / there are the rest of a query string in practice.
_LOCAL = string.ascii_letters + string.digits + "._%+-"
_LONGEST = 64
_PASSWORD = re.compile(r"://[^\s/@]{0,60}:$")
_NUMBERED = re.compile(r"[\-_.]?\d+$")
_DOMAIN = re.compile(r"(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\.){1,4}[A-Za-z]{2,24}(?![0-9A-Za-z@])")


def _local(text: str, end: int) -> str:
    """What stands in front of @ where the text up to `end` ends with such; else ""."""
    before = text[max(0, end - REACH) : end]
    found = before[len(before.rstrip(_LOCAL)) :]
    return found if len(found) <= _LONGEST and found[:1] not in (".", "%", "+", "-") else ""


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    middle = match.start + 1
    local = _local(match.text, middle)
    right = _DOMAIN.match(match.text, middle + 1) if local else None
    if right is None:
        return
    domain = right[0]
    match = Match(match.pattern, match.text, middle - len(local), right.end(), match.hints)
    if domain.rsplit(".", 1)[1].lower() in _FILES:
        return
    before = match.before(60)
    if before.endswith(":") and _PASSWORD.search(before):  # user:password@host
        return
    weight, words = labels.weigh(match)
    weight = max(weight, 0.0)  # an address is one whatever the label in front calls it
    evidence = ["pattern"]
    prior = 0.95
    if _RESERVED.search(domain):
        evidence.append("reserved_domain")
        prior -= 0.02
    name = local.lower()
    bare = _NUMBERED.sub("", name) if name[-1].isdigit() else name
    if bare in ROLE_MAILBOXES or name.startswith(("noreply", "no-reply")):
        score = 0.1 if name == "git" else 0.45  # a post of the organisation, whoever reads it
        yield match.start, match.end, score, (*evidence, "role_address", *words)
        return
    yield match.start, match.end, chance(logit(prior) + weight), (*evidence, *words)


def _score_hidden(match: Match, labels: Labels) -> Iterable[Refined]:
    sign = _AT.search(match.value)
    local = _local(match.text, match.start + 1)
    right = _DOMAIN.match(match.text, match.start + sign.end()) if sign else None
    if not local or right is None:
        return
    yield match.start + 1 - len(local), right.end(), 0.85, ("pattern", "hidden_at")


_AT = re.compile(r" ?[(\[<{] ?(?:at|AT|アット(?:マーク)?|あっと(?:まーく)?|@) ?[)\]>}] ?|[●★☆◎■]|_at_|\\u0040|%40")

_PLAIN = Pattern(
    id="email_address",
    entity="EMAIL_ADDRESS",
    # Only the middle, from which the whole is found: long repeats make the multi-pattern engine large and slow.
    regex=r"[0-9A-Za-z_.+\-]@[0-9A-Za-z][0-9A-Za-z\-]{0,30}\.[0-9A-Za-z]",
    prior=0.95,
    refine=_score,
    taken_in=(REACH, REACH),
    context=(
        "メール", "メールアドレス", "Eメール", "電子メール", "メアド", "E-mail", "email", "e_mail", "mail", "mail_address", "mailaddress", "email_address",
        "emailaddress", "電子メールアドレス", "携帯メール", "PCメール", "アドレス", "連絡用メール", "mailto", "From", "To", "Cc", "Bcc", "Reply-To", "差出人", "宛先",
    ),
    column=r"[0-9A-Z!#$%&'*+?^`{}~]+@[0-9A-Z]{4,}",
    written=r"[._/\-]*[0-9A-Za-z!#$%&'*+?^`{}~][0-9A-Za-z!#$%&'*+?^`{}~._/\-]*@(?:[.\-]*[0-9A-Za-z]){4,}[.\-]*",
    examples=(
        "連絡先はtaro.yamada@example.co.jpです", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "<mailto:tsuyu.k@sub.example.org>", "name=x&email=taro_y@mail.example.ne.jp&z=1",
        "ID：hanako+news@docomo.example.jp", "山田 <yamada-t@kitakaze.example.com>", "メール：a..b.@docomo.ne.jp",
    ),
    non_examples=(
        "icon@2x.png", "git@github.com:org/repo.git", "https://user:secret@host.example.jp/", "@twitter_name", "foo@bar", "user@例え.jp", "react@18.2.0",
    ),
)  # fmt: skip

_HIDDEN = Pattern(
    id="email_address_hidden",
    entity="EMAIL_ADDRESS",
    regex=(
        r"[0-9A-Za-z_.+\-](?: ?[(\[<{] ?(?:at|AT|アット(?:マーク)?|あっと(?:まーく)?|@) ?[)\]>}] ?|[●★☆◎■]|_at_|\\u0040|%40)"
        r"[0-9A-Za-z][0-9A-Za-z\-]{0,30}\.[0-9A-Za-z]"
    ),
    prior=0.85,
    refine=_score_hidden,
    taken_in=(REACH, REACH),
    column="",
    examples=(
        "yamada.t [at] example.co.jp",
        "taro（アット）example.jpまで",
        "hanako●example.ne.jp",
        "email=taro.y%40example.jp&x=1",
    ),
    non_examples=("meet at example.jp", "taro●太郎", "A●B.C", "100%40.5"),
)

EMAIL_ADDRESS = (_PLAIN, _HIDDEN)
