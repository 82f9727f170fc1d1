"""Special care in English: diagnosed with stage II breast cancer, Hx of T2DM and HTN, a practicing Sikh, arrested for.

Words of data/special_care_english.tsv, judged by their sentence: who is spoken of, what is said to have happened, whether it
is denied. English manuals, code and leaflets name illnesses too, so nothing counts without somebody it is said of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from recognizers.context import Labels
from recognizers.jp.special_care.lists import Term, ours
from recognizers.jp.statement import person
from recognizers.lazily import lazy
from recognizers.namedata import latin_key, names
from recognizers.pattern import Match, Pattern, Refined, chance

LOW = 0.28
_STRENGTH = {"t": 0.2, "s": -0.7, "m": -1.9, "w": -3.0}
_NOBODY, _NEAR, _SOMEBODY, _CUE, _WEAK_CUE, _LABEL = -2.5, 0.5, 1.8, 1.5, 0.9, 3.2

# A full stop ends a sentence, but not behind Mr., Dr. and their like.
_END = lazy(r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bapprox)(?<!\b[A-Z])[.!?](?=\s|$)|[。\n]")
_PERSON = lazy(
    r"\b(?:he|she|his|her|him|my|mine|wife|husband|son|daughter|mother|father|mom|mum|dad|brother|sister|spouse|partner|fianc[ée]e?"
    r"|(?:the|our|this|that|an?|new|former|deceased) (?:patient|employee|applicant|guest|tenant|colleague|trainee|driver|resident|claimant|insured|borrower|candidate|worker|manager|student|intern|client|customer|contractor|founder|guarantor))\b"
    r"|\b(?:I|I'm|I've|Mr|Ms|Mrs|Dr|Pt|Patient|Employee|Applicant|Claimant|Candidate)\b|\b[A-Z]\. [A-Z][a-z]+\b|[A-Z][a-z]+-(?:san|sama|kun|chan|sensei)\b|\b\d{2} ?(?:y/?o|yo|[MF])\b"
)
_I_PERSON = lazy(
    r"(?:^|\s)(?:He|She|His|Her|My|Wife|Husband|Son|Daughter|Mother|Father|Mom|Dad|Our (?:driver|colleague|trainee))\b"
)
# Priya had, Rebecca keeps: whatever stands in front of a verb like that is somebody.
_SUBJECT = lazy(
    r"(?:^|[.!?;,:] |\n|[-–—] |\b(?:that|and|but|because|FYI) )([A-Z][a-z]{2,12})(?:'s (?:been|been|in|on|having|a|going|partner|son|daughter|wife|husband|mother|father)| (?:is|was|has|had|will|got|keeps|needs|can't|cannot|told|said|asked|takes|uses|mentioned|disclosed|goes|comes|works|wants|lives|left|fell|broke|felt|fainted|collapsed|failed|did|does|sees|won't|doesn't|may|hurt|tested|requested|confirmed|admitted|reported|called|suffers|suffered|went|came|returned|wears|started|starts|underwent|recently|just|also|spent|served|lost|stopped))\b"
)
_CAPITAL = lazy(r"(?<![A-Za-z])([A-Z][a-z]{1,14}|[A-Z]{3,14}) ?(?=([A-Z][A-Za-z'\-]+)?)")
_NO_NAME = frozenset(
    "the this that it there these those what which who when if please our your we they no all any every new old some one for from with and but not "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "japan tokyo osaka kyoto kobe nagoya sapporo hokkaido asia america europe korea china india english japanese breast cancer lung human resources health "
    "medical care general department office company golden week new year type stage world support team data service system user privacy policy press "
    "notice page chapter section table figure note see also example national international center hospital university school government "
    "catholic muslim christian buddhist hindu jewish sikh mormon protestant heart disease diabetes awareness month pink walk screening report background check "
    "red cross blue clinic insurance society foundation association act law street city north south east west open source hi dear hello re subject "
    "alcoholics anonymous mental family court party democratic liberal communist".split()
)
_CUE_LEFT = lazy(
    r"\b(?:diagnosed (?:as|with)|diagnosis of|living with|suffer(?:s|ing|ed)? from|treated for|treatment for|recover(?:ing|ed) from|h/o|hx(?: of)?|hx:|pmh:?|s/p|dx:?|history of|died of|died from|hospitali[sz]ed (?:with|for|due to|because of)|leave (?:for|due to|because of)|"
    r"due to|because of|battling|fighting|survived|survivor of|tested positive for|positive for|down with|came down with|taking|takes|prescribed|started on|start(?:s|ed|ing)|undergo(?:es|ing|ne)?|underwent|receiv(?:es|ing|ed)|requir(?:es|ed)|scheduled for|admitted (?:to|for|with)|"
    r"is|was|has|had|have|having|been|being|became|got|gets|am|are|are|'s|'m|'ve|on|in|sees|seeing|uses|using|wears|with|holds|issued|needs|after|off for|out for|for|stay|carr(?:y|ies)|keeps|suspected|severe|chronic|(?:member|supporter) of|votes for|stage (?:[IV]{1,3}|\d))"
    r"(?: (?:an?|another|the|his|her|my|early|mild|severe|chronic|acute|practi[cs]ing|devout|strict|orthodox|lifelong|stage|terminal|currently|still|also|recently|both|some|slight|class|partially|completely|newly|type|grade|level|two|three|five|weekly|daily|regular|emergency|minor|major|ethnic|third-generation|second-generation|previous|prior|suspected|recurrent|advanced|long-term|ongoing|left|right|open|abnormal)| [IV]{1,3}| \d{1,2})*[ :\-]?$",
    re.I,
)
_WEAK = lazy(r"(?:is|was|has|had|have|having|been|being|am|are|are|'s|'m|'ve|on|in|with|for|after)\b", re.I)
_LISTED = lazy(r"(?:,| and| &|/|;) ?$")
_CUE_RIGHT = lazy(
    r"^(?:\s?\((?:grade|level|class|stage|type|dx|diagnosed|since|\d{4})|,? (?:since|last (?:week|month|year|night)|in (?:19|20)\d\d|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|diagnosis|survivor|relapse|patient|treatment|medication|sessions?|starts?|began|on the \d|every|(?:three|two|3|2) times a|twice a|once a|\d+ ?mg|\d+ units|grade|stage|[12]级|until|and (?:will|needs|cannot|can't|is|has|wears)|so (?:please|the|he|she|no|we)|, so|,? and (?:his|her))"
    r"|[^.\n]{0,30}\b(?:BID|TID|QD|PRN|mg|daily)\b)",
    re.I,
)
_LABEL_LEFT = lazy(
    r"(?:diagnosis|dx|pmh|past medical history|medical history|history|condition|allergies|allergy|current medications?|medications?|meds|rx|religion|faith|ethnicity|race|disability|reason for (?:leave|absence)|reason|remarks|notes?|comments?|criminal record|convictions?|result|findings?|assessment|a/p|impression|special needs|dietary|accommodation|background) ?[:=\-] ?[^.\n]{0,50}$",
    re.I,
)
_DENIED = lazy(
    r"\b(?:no|not|never|without|denies|denied|deny|neither|nor|negative for|rule[sd] out|free of|isn't|wasn't|hasn't|doesn't|didn't|don't|haven't|unlikely|r/o)\b[^.;\n]{0,48}$",
    re.I,
)
_BUT = lazy(r"\b(?:but|however|because|since|although|so|and (?:is|was|has|had|will))\b|, ", re.I)
_RULED_OUT = lazy(
    r"^[^.;\n]{0,24}?(?:\b(?:was|were|is|has been|have been)? ?(?:ruled out|excluded|denied)|[:=] ?(?:no|none|nil|negative|n/?a|neg|-)(?![a-z])|\(-\)|[: ] ?negative\b|\bwas negative|came back (?:clean|clear|negative)|turned out (?:to be )?(?:fine|nothing|false)|\bwithin normal)",
    re.I,
)
# Talked about, offered, asked for, made up, or told of an animal.
_GENERAL = lazy(
    r"\b(?:people|persons?|patients|those|anyone|anybody|everyone|users|customers|individuals|employees|candidates|applicants|staff|children|students|members|women|men|victims|survivors|workers|drivers|guests|residents)\b (?:who|with|living|convicted|diagnosed|on|suffering|are|may|must|should|can)"
    r"|\b(?:may|might|can|could|must|should|would) (?:apply|be eligible|include|disclose|declare|report|be required)|\b(?:any|each|every|all) (?:employee|patient|applicant|candidate|person|user|customer)",
    re.I,
)
_IF = lazy(r"\b(?:if|whether|in case|when|unless) (?:you|an?|any|someone|the|your|he|she|they)\b", re.I)
_TOPIC = lazy(
    r"\bnews\b|\b(?:minister|celebrity|actor|actress|singer|politician|senator|selling|sells|patents?)\b|\b(?:prevention|awareness|insurance|research(?:er)?|seminar|webinar|workshop|lecture|campaign|charity|fund-?rais\w*|donat\w+|foundation|society|clinical trial|articles?|novel|movie|film|drama|statistics|risk (?:of|factors?)|brochure|leaflet|coverage|premiums?|policy|policies|guidelines?|handbook for|manual|brand|product|products|market|restaurant|recipe|translat\w+|museum|exhibition|volunteer\w*|nurses? (?:needed|wanted|position|recruit\w*)|vacancy|hiring|vaccine|vaccination|shots?|history of the|survey|report on|support group|documentary|(?:a|the|this|new|her|his) book(?! (?:a|the|an)\b)|books? (?:on|about)|(?<!of )course|compliance|kit|equipment|supplier|app)\b|(?:^|\s)\d+(?:\.\d+)? ?% of|per ?cent",
    re.I,
)
_MADE_UP = lazy(
    r"\b(?:fictional|fictitious|hypothetical|scenario|role[- ]?play|exercise|sample|example|e\.g|template|dummy|test data|case study|imagine|suppose|let's say|quiz|drill|mock|placeholder|lorem|character|plot|John Doe|Jane Doe|Taro Yamada)\b",
    re.I,
)
_METAPHOR = lazy(
    r"\b(?:gave|giving|gives|give|almost|nearly|practically|allergic to (?:meetings|work|long))\b[^.\n]{0,16}$|\b(?:deadline|budget|project|company|team|market|economy|sales)\b[^.\n]{0,20}$",
    re.I,
)
_FIGURES = frozenset("blind deaf color-blind colour-blind addicted paralyzed".split())  # deaf to advice
_ANIMAL = lazy(r"\b(?:dogs?|cats?|puppy|kitten|horse|hamster|pet|vet|veterinary|rabbit)\b", re.I)
_GUIDE = lazy(r"guide dog", re.I)
_MACHINE = lazy(
    r"\b(?:server|servers|button|option|feature|plugin|account|laptop|device|printer|engine|module|function|flag|default|database|cluster|script|field|checkbox|machine|pump|router)\b",
    re.I,
)
_GOES_ON = lazy(
    r"^(?: (?:Sodium|Hydrochloride|Oral|Tablets?|Capsules?)\b|[ -](?:copie|copy|spot|date|friendly|free|related|prevention|awareness|insurance|research|screening program|society|foundation|association|center|centre|department|clinic|support|school|church|temple|university|test kit|machines?|equipment|drugs?|vaccine|law|act|policy|certificates? (?:is|are|must)|walk|drive|charity|ramps?|access(?:ible)?|check (?:is|will|must|takes|form)|checks|holiday|festival|museum|pump|culture|language|music|food|art|era|art\b|of the)|s\b)",
    re.I,
)
_DUTY = lazy(
    r"^ (?:[a-z]+ing\b|the (?:task|job)|responsib|a (?:fee|late)|an? (?:extra|additional)|fees?\b)"
)  # charged with leading
_PART, _PART_LEFT = lazy(r"[_@]|-[A-Za-z]"), lazy(r"[_.@/\-]$")
_JAPANESE = lazy(r"[ぁ-んァ-ヺ一-龥]")
_TITLE = lazy(r"^ [A-Z][a-z]+")
_TAIL = lazy(r"^(?: \d+ ?(?:mg|mcg|units?)(?: (?:BID|TID|QD|daily))?| ?\((?:grade|level|class|stage) ?[A-Z0-9]{1,3}\))")
_STOP_LEFT = lazy(r"(?<![A-Za-z])[A-Za-z'][A-Za-z' /\-]*$")
_BODY = frozenset({"SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE", "SPC_HEALTH_CHECK", "SPC_DISABILITY"})


def _sentence(match: Match) -> tuple[str, str]:
    before, after = match.before(), match.after()
    ends = [found.end() for found in _END.finditer(before)]
    stop = _END.search(after)
    return before[ends[-1] :] if ends else before, after[: stop.start()] if stop else after


def _somebody(text: str) -> bool:
    """Whether a sentence tells of a person: a pronoun, a relative, a title, or a name."""
    if _PERSON.search(text) or _I_PERSON.search(text):
        return True
    if any(one[1].lower() not in _NO_NAME and one[1].lower() not in _subjects() for one in _SUBJECT.finditer(text)):
        return True
    known = names()
    for found in _CAPITAL.finditer(text):
        first, second = found[1], found[2] or ""
        if first.lower() in _NO_NAME or (first.isupper() and latin_key(first) not in known.surname_latin):
            continue
        if latin_key(first) in known.given_latin or latin_key(first) in known.surname_latin:
            return True
        if second and not second.isupper() and second.lower() not in _NO_NAME and not first.isupper():
            return True
    return person(text)[0] >= 1.8


@cache
def _subjects() -> frozenset[str]:
    """First words of the list: Diabetes is …, Surgery was … tell of nobody."""
    return frozenset(term.word.split()[0].lower() for term in ours("special_care_english.tsv"))


def _judge(odds: dict[str, float]) -> Callable[[Match, Labels], Iterator[Refined]]:
    weights = {word.lower(): value for word, value in odds.items()}

    def refine(match: Match, labels: Labels) -> Iterator[Refined]:
        if (
            _PART.match(match.text[match.end : match.end + 2])
            or _PART_LEFT.search(match.before(1))
            or _GOES_ON.match(match.text[match.end : match.end + 30])
        ):
            return
        left, right = _sentence(match)
        if match.value.isupper() and _JAPANESE.search(left[-20:] + right[:20]):
            return  # the abbreviations of Japanese notes are judged there
        if _denied(left, right):
            yield match.start, match.end, LOW, ("term", "negated")
            return
        score, evidence = weights.get(match.value.lower(), _STRENGTH["s"]), ["term"]
        if match.hints.header and _LABEL_LEFT.search(match.hints.header + ":"):
            score += _LABEL
            evidence.append(f"header:{match.hints.header[:40]}")
        elif _LABEL_LEFT.search(left):
            score += _LABEL
            evidence.append("label")
        if _somebody(f"{left}\x00{right}"):
            score += _SOMEBODY
            evidence.append("person")
        elif _somebody(match.before() + "\n" + match.after()):
            score += _NEAR
            evidence.append("person_near")
        else:
            score += _NOBODY
        begin, stop = match.start, match.end
        if cue := _CUE_LEFT.search(left):
            score += _WEAK_CUE if _WEAK.match(cue[0]) else _CUE
            begin -= len(left) - cue.start()
        elif _LISTED.search(left):
            score += 0.6 * _CUE
        if _CUE_RIGHT.match(right):
            score += 0.8
        why, weight = _against(match, left, right)
        if why:
            score -= weight
            evidence.append(why if score < 0 else f"generic:{why}")
        if tail := _TAIL.match(match.text[stop : stop + 24]):
            stop += tail.end()
        worth = chance(max(-5.0, min(3.5, score)))
        yield begin, stop, max(worth, LOW) if why and worth < 0.5 and weight > 3 else worth, tuple(evidence)

    return refine


def _denied(left: str, right: str) -> bool:
    found = _DENIED.search(left)
    return (found is not None and not _BUT.search(found[0])) or _RULED_OUT.match(right) is not None


def _against(match: Match, left: str, right: str) -> tuple[str, float]:
    sentence = f"{left} {match.value} {right}"
    if _MADE_UP.search(match.before() + " " + match.after()):
        return "training", 4.0
    if match.value.lower() in _FIGURES and right.startswith(" to "):
        return "metaphor", 4.0
    if match.value.lower() == "charged with" and _DUTY.match(right):
        return "metaphor", 5.0
    if match.pattern.entity in _BODY and _METAPHOR.search(left):
        return "metaphor", 3.5
    if _GENERAL.search(sentence) or _IF.search(left):
        return "condition", 4.0
    if _ANIMAL.search(sentence) and not _GUIDE.search(sentence) and match.pattern.entity in _BODY:
        return "animal", 4.0
    if _MACHINE.search(sentence) and match.value.lower() in ("disabled", "stroke", "blind", "seizure", "infection"):
        return "it_trap", 5.0
    if match.value[0].isupper() and _TITLE.match(right) and not match.value.isupper() and " " in match.value:
        return "title", 3.0
    if _TOPIC.search(f"{left} {right}"):
        return "topic", 2.2
    return "", 0.0


_EXAMPLES = {
    "MEDICAL_HISTORY": ("Yuto Harada has been living with Crohn's disease since college", "She was diagnosed with depression in May.", "Pt: Ito, 71F. Hx of T2DM and HTN"),
    "MEDICAL_CARE": ("My wife is on dialysis three times a week", "Mr. Kato underwent heart surgery in April", "Started on metformin 500 mg BID. Daughter (Naoko) will call"),
    "DISABILITY": ("Emily Sato is legally blind and will bring a guide dog", "her father is a wheelchair user", "He holds a disability certificate"),
    "HEALTH_CHECK": ("Ayumi, your annual check-up shows an abnormal ECG (grade C)", "Mr. Ota: re-examination required (liver)", "Kenta had elevated liver enzymes at the check-up"),
    "CREED": ("Maria Fernandes is a practicing Catholic and asked for Good Friday off", "Mr. Khan is Muslim, no pork please", "She was raised as a Jehovah's Witness"),
    "RACE": ("Mr. Kim is a third-generation Zainichi Korean", "Her grandmother was Ainu", "He is half Black and grew up in Yokosuka"),
    "SOCIAL_STATUS": ("Okumura-san's family comes from a buraku community", "He was born out of wedlock", "Her father is from a buraku"),
    "CRIMINAL_RECORD": ("Kenji Moriwaki: convicted of embezzlement in 2016", "he got a suspended sentence", "Mr. Arai has a criminal record"),
    "CRIMINAL_PROCEDURE": ("Mr. Ota was arrested for drunk driving last night", "she has been charged with theft", "Ken is out on bail"),
    "CRIME_VICTIM": ("She was a victim of domestic violence and moved out", "Ms. Arai was mugged on her way home", "Rizky Pratama was assaulted by two men"),
    "JUVENILE": ("He spent a year in a juvenile training school", "Her son is on probation until March", "Sho was referred to family court"),
}  # fmt: skip
_NON_EXAMPLES = {
    "MEDICAL_HISTORY": ("People living with diabetes can apply", "He has no history of epilepsy", "a seminar on cancer", "stroke-width: the width of the stroke", "our dog has diabetes"),
    "MEDICAL_CARE": ("The machine is on maintenance", "patients undergoing chemotherapy", "dialysis equipment for sale"),
    "DISABILITY": ("the option is disabled by default", "people who are deaf can use the relay", "wheelchair-accessible rooms"),
    "HEALTH_CHECK": ("If a re-examination is required you will be notified", "abnormal findings are reported to the operator"),
    "CREED": ("a Catholic school in Kobe", "the Buddhist temple", "he has catholic tastes"),
    "RACE": ("the Ainu museum in Shiraoi", "Kurdish language pack"),
    "SOCIAL_STATUS": ("a lecture on buraku issues",),
    "CRIMINAL_RECORD": ("anyone convicted of fraud may not apply", "She has never been convicted of theft", "no criminal record"),
    "CRIMINAL_PROCEDURE": ("users who were charged for delivery", "the card was not charged with fees", "the process was arrested by the scheduler"),
    "CRIME_VICTIM": ("victims of fraud may call the hotline",),
    "JUVENILE": ("a juvenile detention center was built",),
}  # fmt: skip


def _patterns() -> Iterator[Pattern]:
    terms = ours("special_care_english.tsv")
    for category in dict.fromkeys(term.category for term in terms):
        yield _of(category, [term for term in terms if term.category == category])


def _of(category: str, terms: list[Term]) -> Pattern:
    return Pattern(
        id=f"spc_{category.lower()}.english",
        entity=f"SPC_{category}",
        terms=tuple(sorted({word for term in terms for word in (term.word, term.word[0].upper() + term.word[1:])})),
        bounded=True,
        refine=_judge({term.word: _STRENGTH[term.strength] for term in terms}),
        column="",
        examples=_EXAMPLES[category],
        non_examples=_NON_EXAMPLES[category],
    )


def _reading(match: Match, labels: Labels) -> Iterator[Refined]:
    """BP 168/102, advised to see a doctor: a value counts where somebody's is spoken of, and it is not normal."""
    left, right = _sentence(match)
    around = f"{left} {right}"
    if _JAPANESE.search(around) or not _somebody(around) or _GENERAL.search(around) or _MADE_UP.search(around):
        return
    yield match.start, match.end, 0.8 if _ODD.search(around) else 0.35, ("value", "person")


_ENDINGS = (
    Pattern(
        id="spc_medical_care.english_ending",
        entity="SPC_MEDICAL_CARE",
        regex=r"(?<![A-Za-z])(?![Mm]icro|[Ss]pectro|[Ss]tereo)(?:[A-Za-z]{3,14}(?:ectomy|plasty|oscopy|ostomy)|(?:hip|knee|joint|valve) replacement)(?![A-Za-z])",
        refine=_judge({}),
        column="",
        examples=("Pt Mori, 45M, s/p appendectomy", "Ellen goes in for a hip replacement on 3 March"),
        non_examples=("a guide to laparoscopy", "arthroscopy equipment for sale"),
    ),
    Pattern(
        id="spc_medical_history.english_ending",
        entity="SPC_MEDICAL_HISTORY",
        regex=r"(?<![A-Za-z])(?!nostalgia|homeopathy|psychopathy|naturopathy)[A-Za-z]{3,14}(?:itis|opathy|algia|plegia|aemia)(?![A-Za-z])",
        refine=_judge({}),
        column="",
        examples=("Mr. Doi was hospitalised with pyelonephritis", "her trigeminal neuralgia is back", "Kai has tenosynovitis"),
        non_examples=("a webinar on myocarditis", "arthritis foundation"),
    ),
)  # fmt: skip
_DOSED = Pattern(
    id="spc_medical_care.english_dose",
    entity="SPC_MEDICAL_CARE",
    regex=r"(?<![A-Za-z])[A-Za-z]{4,18} \d{1,4}(?:\.\d{1,2})? ?(?:mg|mcg|units?)(?: (?:once|twice|three times)?(?: a day| daily)?|(?: (?:BID|TID|QD|QHS|PRN|daily|nightly|at bedtime)))?(?![A-Za-z])",
    refine=_judge({}),
    column="",
    examples=("Mr. Sakai, room 12: candesartan 8 mg daily", "She takes levocetirizine 5 mg", "Rx for K. Tanabe: fluvoxamine 50 mg"),
    non_examples=("each tablet contains zinc 10 mg", "add caffeine 100 mg per serving"),
)  # fmt: skip
_TOLD = Pattern(
    id="spc_medical_history.english_told",
    entity="SPC_MEDICAL_HISTORY",
    regex=r"(?<![A-Za-z])(?:diagnosed with|hospitali[sz]ed (?:for|with)|being treated for|undergoing treatment for|(?:deathly|severely|badly|highly) allergic to|diagnosis:? (?:of )?)(?: ?[A-Za-z][A-Za-z'\-]{1,14}){1,4}",
    refine=_judge({}),
    column="",
    examples=("Ben was diagnosed with something rare", "insured Yoko Aida, diagnosis lumbar strain", "My mother was hospitalized for observation"),
    non_examples=("people diagnosed with a rare disease", "diagnosis of network faults", "the outage was diagnosed with tcpdump"),
)  # fmt: skip
_TIME = Pattern(
    id="spc_criminal_record.english_time",
    entity="SPC_CRIMINAL_RECORD",
    regex=r"(?<![A-Za-z])(?:served|did|doing|serving|spent) (?:[a-z]{2,12} |\d{1,2} ){1,3}(?:years?|months?) (?:in (?:prison|jail)|inside|behind bars|for (?:an? )?(?:armed |aggravated |sexual )?(?:assault|robbery|fraud|theft|murder|manslaughter|embezzlement|arson|burglary|rape|drugs|dealing|bribery|extortion|tax evasion|drunk driving|stabbing|smuggling))(?![A-Za-z])",
    refine=_judge({}),
    column="",
    examples=("D. Novak did eighteen months for assault before joining us", "he served two years in prison", "My uncle spent ten years behind bars"),
    non_examples=("people who served two years in prison", "she served two years in finance"),
)  # fmt: skip
_ODD = lazy(
    r"\b(?:high|elevated|above|abnormal|advised|see a doctor|follow[- ]?up|re-?exam\w*|refer\w*|out of range|grade [C-F]|check-?up|diabetic)\b",
    re.I,
)
_VALUES = Pattern(
    id="spc_health_check.english_value",
    entity="SPC_HEALTH_CHECK",
    regex=r"(?<![A-Za-z])(?:BP|[Bb]lood pressure|HbA1c|A1c|LDL|BMI|GGT|[Ff]asting glucose|[Cc]holesterol|PSA)(?: level)?[ :]{1,2}(?:(?:was|is|of|at) )?\d{1,3}(?:[./]\d{1,3})?(?:%| ?mg/dL)?",
    refine=_reading,
    column="",
    examples=("Ozawa: BP 168/102, advised to see a doctor", "Mr. Kato's check-up: HbA1c 8.1%, follow-up in May", "Her LDL was 201, well above the range"),
    non_examples=("a BP of 120/80 is normal", "BMI: 25 or more", "BP 4/2024"),
)  # fmt: skip
ENGLISH = (*_patterns(), *_ENDINGS, _DOSED, _TOLD, _TIME, _VALUES)
