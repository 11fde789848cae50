"""Invented sentences in three languages, so that no text of the real site stands in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language; patterns name the lists they draw from."""

    subjects: tuple[str, ...]
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    places: tuple[str, ...]
    tails: tuple[str, ...]
    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    sentences: tuple[str, ...]
    headlines: tuple[str, ...]


ENGLISH = Vocabulary(
    subjects=(
        "The Harbour Council",
        "A spokesman for the Weavers' Union",
        "The Committee of Orchard Towns",
        "The Ministry of Canals",
        "Asa'il al-Nahr",
        "The Bureau for Lost Maps",
        "An envoy of the Upper Valley",
        "The Assembly of Lamplighters",
        "A panel of salt traders",
        "The Observatory of Qarmat",
    ),
    verbs=(
        "announced",
        "rejected",
        "postponed",
        "confirmed",
        "denied",
        "questioned",
        "reopened",
        "measured",
        "condemned",
        "welcomed",
    ),
    objects=(
        "the dredging of the eastern quay",
        "a plan to move the clock tower",
        "the tariff on copper kettles",
        "an inquiry into the drained reservoir",
        "the timetable of the night ferry",
        "a truce over the shared well",
        "the survey of cedar terraces",
        "an award for the oldest printing press",
        "the closure of the Tannery Bridge",
        "a census of migrating storks",
    ),
    places=(
        "Qarmat",
        "Zahrun",
        "Port Elwan",
        "Tell Ghazir",
        "Miravel",
        "Dar al-Simsim",
        "New Osterby",
        "Halmoun",
        "Santa Orla",
        "Beit Nahla",
    ),
    tails=(
        "after weeks of quiet talks",
        "despite the objections of its neighbours",
        "as the season of storms drew near",
        "for the third time this year",
        "while the archives stayed shut",
        "according to minutes seen on Tuesday",
        "in a vote that surprised its own members",
        "without naming a date",
    ),
    given_names=(
        "Rana",
        "Tarek",
        "Lina",
        "Oscar",
        "Maysa",
        "Dunya",
        "Pavel",
        "Noor",
        "Ilse",
        "Farid",
        "Celia",
        "Hadi",
    ),
    family_names=(
        "Haddad",
        "O’Neill",
        "Barakat",
        "Lindqvist",
        "al-Sayegh",
        "Moreau",
        "D'Amico",
        "Khoury",
        "Nakamura",
        "Zein",
        "Almeida",
        "Ferreira",
    ),
    sentences=(
        "{subject} {verb} {object} in {place}, {tail}.",
        "In {place}, {n} families waited while {object} was argued over {tail}.",
        'In a statement, {person} said that "{object} cannot wait", {tail}.',
        "{person} told reporters that “{object} is a matter for {place} alone,” {tail}.",
        '"Nobody in {place} {verb} {object}”, {person} added, citing {n} letters.',
        "Some {n} people crossed into {place} on foot, {tail}; {subject} {verb} {object}.",
        "{subject}, which once {verb} {object}, now counts {n} members in {place}…",
        "{person} asked: Who pays for {object}, and why did {place} wait {n} years?",
        "By evening — {tail} — {subject} had {verb} {object} at {n}% of its cost.",
    ),
    headlines=(
        "{subject} {verb} {object} in {place}",
        "{place}: {n} boats idle as {subject} {verb} {object}",
        "Why {place} {verb} {object}",
        "'{object}': what {person} said in {place}",
        "{n} days in {place} -- {object}",
        "{person} on {object}: Excl.",
        "Is {place} ready for {object}?",
        "{subject} {verb} {n} claims over {object}",
    ),
)

ARABIC = Vocabulary(
    subjects=(
        "مجلس المرفأ",
        "لجنة بلدات البساتين",
        "وزارة القنوات",
        "اتحاد النسّاجين",
        "هيئة الخرائط القديمة",
        "مرصد قرمط",
        "مبعوث الوادي الأعلى",
        "جمعية صانعي الفوانيس",
    ),
    verbs=("يعلن", "يرفض", "يؤجّل", "يؤكّد", "ينفي", "يستنكر", "يرحّب بـ", "يناقش"),
    objects=(
        "تعميق الرصيف الشرقي",
        "خطة نقل برج الساعة",
        "رسوم أباريق النحاس",
        "التحقيق في جفاف الخزان",
        "مواعيد العبّارة الليلية",
        "هدنة البئر المشتركة",
        "مسح مدرّجات الأرز",
        "إغلاق جسر المدابغ",
    ),
    places=("قرمط", "زهرون", "ميناء علوان", "تل غزير", "دار السمسم", "حلمون", "بيت نحلة", "مرافل"),
    tails=(
        "بعد أسابيع من المحادثات",
        "رغم اعتراض الجيران",
        "مع اقتراب موسم العواصف",
        "للمرة الثالثة هذا العام",
        "من دون تحديد موعد",
        "وفق محاضر اطّلع عليها الأعضاء",
    ),
    given_names=("رنا", "طارق", "لينا", "ميساء", "دنيا", "نور", "فريد", "هادي", "سلمى", "زياد"),
    family_names=("حداد", "بركات", "الصايغ", "خوري", "زين", "النجار", "الحلبي", "مراد"),
    sentences=(
        "{subject} {verb} {object} في {place}، {tail}.",
        'وقال {person} إنّ "{object} لا يحتمل التأجيل"، {tail}.',
        "في {place}، انتظرت {n} عائلة فيما {subject} {verb} {object} {tail}.",
        "وأضاف {person} أن «{object} شأن يخصّ {place} وحدها»، {tail}.",
        "وسأل {person}: من يدفع ثمن {object}، ولماذا انتظرت {place} {n} عاماً؟",
        "وأشار {subject} إلى أنّ {n}% من الكلفة دُفعت، {tail}...",
    ),
    headlines=(
        "{subject} {verb} {object} في {place}",
        "{place}.. {n} قارباً تنتظر {object}",
        "{person}: {object} ليس نهاية الطريق في {place}",
        "ماذا بعد {object} في {place}؟",
        "{subject} {verb} {n} طلباً بشأن {object}",
    ),
)

SPANISH = Vocabulary(
    subjects=(
        "El Consejo del Puerto",
        "La Unión de Tejedores",
        "El Ministerio de Canales",
        "La Asamblea de Faroleros",
        "El Observatorio de Miravel",
        "Un enviado del Valle Alto",
    ),
    verbs=("anunció", "rechazó", "aplazó", "confirmó", "negó", "celebró"),
    objects=(
        "el dragado del muelle oriental",
        "un plan para mover la torre del reloj",
        "el arancel sobre las teteras de cobre",
        "una tregua por el pozo compartido",
        "el horario del transbordador nocturno",
        "el cierre del puente de las curtidurías",
    ),
    places=("Miravel", "Santa Orla", "Puerto Elwán", "Zahrún", "Nueva Osterby", "Piñar del Río"),
    tails=(
        "tras semanas de conversaciones",
        "pese a las objeciones de sus vecinos",
        "por tercera vez este año",
        "sin fijar una fecha",
        "según actas vistas el martes",
    ),
    given_names=("Lucía", "Óscar", "Nuria", "Íñigo", "Celia", "Tomás", "Paloma"),
    family_names=("Barroso", "Peña", "Quintana", "Ibáñez", "Larrea", "Muñoz"),
    sentences=(
        "{subject} {verb} {object} en {place}, {tail}.",
        'En un comunicado, {person} dijo que "{object} no puede esperar", {tail}.',
        "En {place}, {n} familias esperaron mientras {subject} {verb} {object}.",
        "«{object} es asunto de {place}», añadió {person}, {tail}.",
        "{person} preguntó: ¿quién paga {object} y por qué {place} esperó {n} años?",
    ),
    headlines=(
        "{subject} {verb} {object} en {place}",
        "{place}: {n} barcos esperan {object}",
        "¿Está {place} lista para {object}?",
        "{person} sobre {object} en {place}",
    ),
)


def person(rng: Random, words: Vocabulary) -> str:
    """An invented name of two words."""
    return f"{rng.choice(words.given_names)} {rng.choice(words.family_names)}"


def people(rng: Random, words: Vocabulary, count: int) -> list[str]:
    """That many different names."""
    names: list[str] = []
    while len(names) < count:
        name = person(rng, words)
        if name not in names:
            names.append(name)
    return names


def _fill(rng: Random, words: Vocabulary, pattern: str) -> str:
    text = pattern.format(
        subject=rng.choice(words.subjects),
        verb=rng.choice(words.verbs),
        object=rng.choice(words.objects),
        place=rng.choice(words.places),
        tail=rng.choice(words.tails),
        person=person(rng, words),
        n=rng.randint(11, 9999),
    )
    return text[0].upper() + text[1:]


def sentence(rng: Random, words: Vocabulary) -> str:
    """One sentence with its full stop."""
    return _fill(rng, words, rng.choice(words.sentences))


def paragraph(rng: Random, words: Vocabulary, sentences: int) -> str:
    """Sentences joined by one space."""
    return " ".join(sentence(rng, words) for _ in range(sentences))


def headline(rng: Random, words: Vocabulary) -> str:
    """A headline, without a full stop."""
    return _fill(rng, words, rng.choice(words.headlines))


def phrase(rng: Random, words: Vocabulary) -> str:
    """A short noun phrase, for subheadings and captions."""
    text = f"{rng.choice(words.objects)} ({rng.randint(2, 99)})"
    text = text.split(" (")[0] if rng.random() < 0.5 else text.replace("(", "no. ").rstrip(")")
    return f"{rng.choice(words.places)}: {text}"
