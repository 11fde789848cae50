"""The three editions as the replica plays them: menus, printed words, month names, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .words import ARABIC, ENGLISH, SPANISH, Vocabulary


@dataclass(frozen=True)
class Entry:
    """A leaf of the menu: where its posts stand. `posttype` and `type` go into the metadata."""

    label: str
    path: str
    posttype: str
    kind: str = "article"
    weight: int = 4
    #: "dated" puts /<year>/<month>/<day>/ before the slug, "programme" a programme's name.
    address: str = "plain"


@dataclass(frozen=True)
class Section:
    """A top entry of the menu. `family` is the spider's world: text, video or picture posts."""

    label: str
    path: str
    family: str
    entries: tuple[Entry, ...]
    #: The section itself is the leaf (Infographs, In Pictures).
    leaf: bool = False


@dataclass(frozen=True)
class Edition:
    """Everything in which one edition differs from another."""

    code: str
    direction: str
    site_name: str
    house: str
    words: Vocabulary
    months: tuple[str, ...]
    sections: tuple[Section, ...]
    regions: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    coverage: tuple[str, ...]
    ticker: tuple[str, ...]
    editions: tuple[tuple[str, str], ...]
    labels: dict[str, str]

    def day(self, moment: datetime) -> str:
        """`28 Oct 2025` with this edition's month names."""
        return f"{moment.day} {self.months[moment.month - 1]} {moment.year}"

    def minute(self, moment: datetime) -> str:
        """`28 Jul 2021 23:20`."""
        return f"{self.day(moment)} {moment:%H:%M}"


def _news(prefix: str, posttype: str, *entries: tuple[str, str, int]) -> tuple[Entry, ...]:
    return tuple(
        Entry(label, f"{prefix}/{slug}", posttype, weight=weight) for label, slug, weight in entries
    )


_LABELS = {
    "breaking": "BREAKING",
    "live": "LIVE",
    "related": "Related News",
    "most_read": "Most Read",
    "coverage": "Coverage",
    "read_next": "Read Next",
    "all": "All",
    "minutes": "{} Min Read",
    "tags": "Tags",
    "slogan": "Slogan",
    "about": "Al Marsad is an invented channel for tests.",
    "rights": "All Rights Reserved",
    "privacy": "Privacy Policy",
    "about_us": "About Us",
    "contact": "Contact Us",
    "authors": "Authors",
    "print": "Print",
    "follow": "Follow us on",
    "advertisement": "Advertisement",
    "latest": "Latest News",
    "older": "Older posts",
    "next": "Next »",
    "more": "Load More",
    "more_other": "Show more",
    "posts_by": "Posts by",
    "oldest": "Oldest first",
    "episodes": "Episodes",
}

EN = Edition(
    code="en",
    direction="ltr",
    site_name="Al Mayadeen English",
    house="Al Mayadeen English",
    words=ENGLISH,
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    sections=(
        Section(
            "News",
            "/news",
            "text",
            _news(
                "/news",
                "News",
                ("Politics", "politics", 14),
                ("Economy", "economy", 5),
                ("Sports", "sports", 4),
                ("Arts&Culture", "arts-culture", 3),
                ("Health", "health", 3),
                ("Miscellaneous", "miscellaneous", 4),
                ("Technology", "technology", 4),
                ("Environment", "environment", 3),
            ),
        ),
        Section(
            "Articles",
            "/articles",
            "text",
            _news(
                "/articles",
                "Articles",
                ("Opinion", "opinion", 5),
                ("Analysis", "analysis", 4),
                ("Blog", "blog", 3),
                ("Features", "features", 3),
            ),
        ),
        Section(
            "Videos",
            "/videos",
            "video",
            (
                Entry("NewsFeed", "/videos/newsfeed", "Videos", "video", 3),
                Entry("Video Features", "/videos/features", "Videos", "video", 2),
                Entry("Explainers", "/videos/explainers", "Videos", "video", 2),
                Entry("TV", "/videos/tv", "Videos", "video", 2, "programme"),
                Entry(
                    "Digital Series", "/videos/digital-series", "Videos", "video", 2, "programme"
                ),
            ),
        ),
        Section(
            "Infographs",
            "/infographs",
            "picture",
            (Entry("Infographs", "/infographs", "Infographs", "infograph", 3),),
            leaf=True,
        ),
        Section(
            "In Pictures",
            "/in-pictures",
            "picture",
            (Entry("In Pictures", "/in-pictures", "In Pictures", "gallery", 3),),
            leaf=True,
        ),
    ),
    regions=(
        ("Africa", "/region/africa"),
        ("Asia", "/region/asia"),
        ("Asia-Pacific", "/region/asia-pacific"),
        ("Europe", "/region/europe"),
        ("Latin America", "/region/latin-america"),
        ("MENA", "/region/mena"),
        ("Palestine", "/region/palestine"),
        ("US & Canada", "/region/us-canada"),
    ),
    countries=(
        ("Kenya", "Africa"),
        ("India", "Asia"),
        ("Japan", "Asia-Pacific"),
        ("France", "Europe"),
        ("Chile", "Latin America"),
        ("Iraq", "MENA"),
        ("Lebanon", "MENA"),
        ("Palestine", "Palestine"),
        ("Canada", "US & Canada"),
    ),
    tags=(
        "Qarmat",
        "Qarmat Resistance",
        "Qarmat’s Resistance Groups",
        "Harbour Council",
        "Zahrun",
        "Night ferry",
        "copper tariff",
        "Tannery Bridge",
        "Asa'il al-Nahr",
        "storks",
        "Cedar terraces",
        "Salt & Silk",
        "drought",
        "printing press",
        "Lamplighters",
        "Café Miravel",
    ),
    coverage=("Siege of the Orchard", "The Long Drought", "Elections in Zahrun"),
    ticker=(
        "Al Mayadeen's correspondent in North Qarmat: A drone fell near the town of Tell Ghazir.",
        "Al Mayadeen's correspondent: Three boats turned back east of Port Elwan",
        "The Harbour Council: The night ferry won’t sail before Friday",
        "Zahrun health official: 7 treated, 15 injruies reported after the Miravel tremor.",
        'The Weavers\' Union: "No loom will move" until the tariff is withdrawn',
        'Envoy of the Upper Valley says the truce\'s days are "numbered".',
        "Al Mayadeen’s correspondent in southern Zahrun: Smoke over the Tannery Bridge",
        "Observatory of Qarmat: Aftershock measured at 03:14: no damage",
        "The Ministry of Canals: Locks two and three stay closed",
        "Breaking ice delays mail to New Osterby",
        "The Bureau for Lost Maps: A chart of 1702 was found in Halmoun",
        "Salt prices double overnight in Dar al-Simsim",
    ),
    editions=(("Ar", "https://www.almayadeen.net/"), ("Es", "https://espanol.almayadeen.net/")),
    labels=_LABELS,
)

AR = Edition(
    code="ar",
    direction="rtl",
    site_name="الميادين",
    house="الميادين نت",
    words=ARABIC,
    months=(
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ),
    sections=(
        Section(
            "أخبار",
            "/news",
            "text",
            (
                Entry("سياسة", "/news/politics", "أخبار", weight=16),
                Entry("اقتصاد", "/news/economic", "أخبار", weight=4),
                Entry("رياضة", "/news/sports", "أخبار", weight=3),
            ),
        ),
        Section(
            "مقالات",
            "/articles",
            "text",
            (Entry("مقالات", "/articles", "مقالات", weight=3),),
            leaf=True,
        ),
        Section(
            "تحليل",
            "/analysis",
            "text",
            (Entry("تحليل", "/analysis", "تحليل", weight=2),),
            leaf=True,
        ),
        Section("مدونة", "/blog", "text", (Entry("مدونة", "/blog", "مدونة", weight=2),), leaf=True),
        Section(
            "منوعات", "/misc", "text", (Entry("منوعات", "/misc", "منوعات", weight=2),), leaf=True
        ),
        Section(
            "صحافة", "/press", "text", (Entry("صحافة", "/press", "صحافة", weight=2),), leaf=True
        ),
        Section(
            "متابعات",
            "/research-papers",
            "text",
            (Entry("متابعات", "/research-papers", "متابعات", weight=1),),
            leaf=True,
        ),
        Section(
            "فيديو", "/video", "video", (Entry("فيديو", "/video", "فيديو", "video", 4),), leaf=True
        ),
        Section(
            "تقارير",
            "/tv",
            "video",
            (
                Entry("تقارير إخبارية", "/reports", "تقارير إخبارية", "video", 2),
                Entry("تقارير تلفزيونية", "/tv-reports", "تقارير إخبارية", "video", 2),
                Entry("نشرة الأخبار", "/newscast", "نشرة الأخبار", "video", 4, "dated"),
            ),
        ),
        Section(
            "بودكاست",
            "/podcasts",
            "video",
            (Entry("بودكاست", "/podcasts", "بودكاست", "video", 1),),
            leaf=True,
        ),
        Section(
            "إنفوغراف",
            "/infograph",
            "picture",
            (Entry("إنفوغراف", "/infograph", "إنفوغراف", "infograph", 2),),
            leaf=True,
        ),
        Section(
            "صور",
            "/gallery",
            "picture",
            (Entry("صور", "/gallery", "صور", "gallery", 2),),
            leaf=True,
        ),
    ),
    regions=(
        ("أفريقيا", "/region/africa"),
        ("آسيا", "/region/asia"),
        ("أوروبا", "/region/europe"),
        ("فلسطين المحتلة", "/region/palestine"),
        ("الوطن العربي", "/region/arab"),
    ),
    countries=(
        ("كينيا", "أفريقيا"),
        ("الهند", "آسيا"),
        ("فرنسا", "أوروبا"),
        ("فلسطين المحتلة", "فلسطين المحتلة"),
        ("العراق", "الوطن العربي"),
        ("لبنان", "الوطن العربي"),
    ),
    tags=(
        "قرمط",
        "مقاومة قرمط",
        "فصائل مقاومة قرمط",
        "مجلس المرفأ",
        "زهرون",
        "العبّارة الليلية",
        "رسوم النحاس",
        "جسر المدابغ",
        "الجفاف",
        "اللقالق",
        "برج الساعة",
        "Orchard Go",
    ),
    coverage=("حصار البستان", "الجفاف الطويل", "انتخابات زهرون 2023"),
    ticker=(
        "مراسل الميادين في شمال قرمط: سقوط طائرة مسيّرة قرب تل غزير",
        "مراسل الميادين: ثلاثة قوارب تعود شرق ميناء علوان",
        'مجلس المرفأ: "العبّارة" لن تبحر قبل الجمعة',
        "وزارة القنوات: الهويسان الثاني والثالث مقفلان",
        "ارتفاع أسعار الملح في دار السمسم",
        "مرصد قرمط: هزة ارتدادية عند الثالثة فجراً",
        "اتحاد النسّاجين: لا نول يتحرك قبل سحب الرسوم",
        "هيئة الخرائط القديمة: العثور على خريطة من عام 1702",
        "تأخّر البريد إلى حلمون",
        "مبعوث الوادي الأعلى: الهدنة تنتهي غداً",
    ),
    editions=(
        ("En", "https://english.almayadeen.net/"),
        ("Es", "https://espanol.almayadeen.net/"),
    ),
    labels=_LABELS
    | {
        "breaking": "عاجل",
        "live": "مباشر",
        "related": "أخبار ذات صلة",
        "most_read": "الأكثر قراءة",
        "coverage": "تغطيات",
        "read_next": "اقرأ أيضاً",
        "all": "الكل",
        "minutes": "{} دقائق قراءة",
        "tags": "وسوم",
        "slogan": "شعار",
        "about": "قناة مختلقة للاختبار.",
        "rights": "جميع الحقوق محفوظة",
        "privacy": "سياسة الخصوصية",
        "about_us": "من نحن",
        "contact": "اتصل بنا",
        "authors": "الكتّاب",
        "print": "طباعة",
        "follow": "تابعونا على",
        "advertisement": "إعلان",
        "latest": "آخر الأخبار",
        "older": "منشورات أقدم",
        "next": "التالي »",
        "more": "المزيد",
        "more_other": "عرض المزيد",
        "posts_by": "مقالات",
        "oldest": "الأقدم أولاً",
        "episodes": "حلقات",
    },
)

ES = Edition(
    code="es",
    direction="ltr",
    site_name="Al Mayadeen Español",
    house="Al Mayadeen Español",
    words=SPANISH,
    months=("Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic"),
    sections=(
        Section(
            "Noticias",
            "/noticias",
            "text",
            _news(
                "/noticias",
                "Noticias",
                ("Política", "politica", 8),
                ("Economía", "economia", 3),
                ("Cultura", "cultura", 3),
            ),
        ),
        Section(
            "Artículos",
            "/articulos",
            "text",
            _news(
                "/articulos", "Artículos", ("Opinión", "opinion", 3), ("Análisis", "analisis", 2)
            ),
        ),
        Section(
            "Videos",
            "/videos",
            "video",
            (Entry("Videos", "/videos", "Videos", "video", 2),),
            leaf=True,
        ),
        Section(
            "Infografías",
            "/infografias",
            "picture",
            (Entry("Infografías", "/infografias", "Infografías", "infograph", 1),),
            leaf=True,
        ),
    ),
    regions=(
        ("África", "/region/africa"),
        ("América Latina", "/region/america-latina"),
        ("Europa", "/region/europa"),
        ("Palestina", "/region/palestina"),
    ),
    countries=(
        ("Kenia", "África"),
        ("Chile", "América Latina"),
        ("Francia", "Europa"),
        ("Palestina", "Palestina"),
    ),
    tags=("Miravel", "Resistencia de Miravel", "sequía", "Transbordador", "Faroleros", "año nuevo"),
    coverage=("Asedio del Huerto", "La larga sequía"),
    ticker=(
        "Corresponsal de Al Mayadeen en Miravel: Cae un dron cerca del muelle",
        "Consejo del Puerto: El transbordador no zarpa antes del viernes",
        "Sube el precio de la sal en Santa Orla",
        "Ministerio de Canales: Las esclusas siguen cerradas",
        'Unión de Tejedores: "Ningún telar se mueve"',
    ),
    editions=(("Ar", "https://www.almayadeen.net/"), ("En", "https://english.almayadeen.net/")),
    labels=_LABELS
    | {
        "breaking": "ÚLTIMA HORA",
        "live": "EN VIVO",
        "related": "Noticias relacionadas",
        "most_read": "Más leídas",
        "coverage": "Cobertura",
        "read_next": "Leer también",
        "all": "Todo",
        "minutes": "{} min de lectura",
        "tags": "Etiquetas",
        "slogan": "Lema",
        "about": "Un canal inventado para pruebas.",
        "rights": "Todos los derechos reservados",
        "privacy": "Política de privacidad",
        "about_us": "Quiénes somos",
        "contact": "Contacto",
        "authors": "Autores",
        "print": "Imprimir",
        "follow": "Síguenos en",
        "advertisement": "Publicidad",
        "latest": "Últimas noticias",
        "older": "Entradas anteriores",
        "next": "Siguiente »",
        "more": "Ver más",
        "more_other": "Mostrar más",
        "posts_by": "Artículos de",
        "oldest": "Antiguas primero",
        "episodes": "Episodios",
    },
)

EDITIONS = {edition.code: edition for edition in (EN, AR, ES)}
