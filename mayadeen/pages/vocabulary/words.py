"""The words by which a reader knows the parts of a page: the site's three languages, and German."""

from __future__ import annotations

import re
from functools import lru_cache

from mayadeen.normalise.text import key

_AROUND = " :：.•·|#»«›‹>–—-…\t*\"'"


@lru_cache(maxsize=16384)  # menus, labels and headings are the same on every page
def plain(text: str) -> str:
    """The form in which labels are compared: `text.key` without bullets, colons and arrows."""
    return key(text).strip(_AROUND)


def _words(*lists: str) -> frozenset[str]:
    return frozenset(plain(word) for words in lists for word in words.split("|"))


_HEADINGS = {
    "related": _words(
        "related news|related|related articles|related stories|related posts|related content"
        "|related topics|related coverage|read more|read also|also read|see also|more on this"
        "|more on this topic|more on this story|don't miss",
        "أخبار ذات صلة|ذات صلة|مواضيع ذات صلة|مقالات ذات صلة|أخبار متعلقة|مواضيع متعلقة"
        "|اقرأ أيضا|إقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|إقرأ المزيد|شاهد أيضا|للمزيد|انظر أيضا",
        "noticias relacionadas|relacionadas|relacionados|relacionado|artículos relacionados"
        "|notas relacionadas|contenido relacionado|lea también|lea además|leer también|leer más"
        "|lee también|vea también|ver también|te recomendamos",
        "lesen sie auch|lesen sie dazu auch|lesen sie mehr|auch interessant|mehr zum thema"
        "|weitere artikel|weitere beiträge|weitere meldungen|verwandte artikel|verwandte beiträge"
        "|verwandte themen|ähnliche artikel|ähnliche beiträge|passend dazu|zum weiterlesen"
        "|das könnte sie auch interessieren|das könnte dich auch interessieren"
        "|das könnte dir auch gefallen|das könnte ihnen auch gefallen",
    ),
    "most_read": _words(
        "most read|most read stories|most read news|most popular|most viewed|popular|trending"
        "|trending now|popular now|most shared",
        "الأكثر قراءة|الأكثر مشاهدة|الأكثر تداولا|الأكثر شعبية|الأكثر رواجا",
        "lo más leído|más leído|más leídas|más leídos|las más leídas|los más leídos|lo más visto"
        "|más vistas|tendencias|más popular|más populares",
        "meistgelesen|meistgelesene artikel|am meisten gelesen|beliebteste artikel",
    ),
    "coverage": _words(
        "coverage|coverages|special coverage|our coverage|live coverage",
        "تغطية|تغطيات|تغطية خاصة|تغطيات خاصة|التغطية|التغطيات|ملفات",
        "cobertura|coberturas|cobertura especial|coberturas especiales",
    ),
    "read_next": _words(
        "read next|up next|what to read next|next read|you may also like|you might also like"
        "|recommended|recommended for you|more from al mayadeen|keep reading",
        "اقرأ التالي|إقرأ التالي|التالي للقراءة|اقرأ تاليا|قد يعجبك أيضا|قد يهمك|قد يهمك أيضا"
        "|اخترنا لك|مواضيع أخرى",
        "leer a continuación|lea a continuación|lo siguiente|siguiente lectura|siga leyendo"
        "|sigue leyendo|te puede interesar|también te puede interesar|le puede interesar"
        "|recomendados|leer siguiente|lea después|próxima lectura",
    ),
    "tags": _words(
        "tags|topics|keywords|tagged|filed under|in this story|labels",
        "وسوم|الوسوم|كلمات مفتاحية|الكلمات المفتاحية|كلمات دلالية|الكلمات الدلالية|هاشتاغ|مواضيع",
        "etiquetas|temas|palabras clave",
    ),
    "newsletter": _words(
        "newsletter|subscribe|subscribe to our newsletter|sign up for our newsletter|join our"
        " newsletter|our newsletter|sign up|get our newsletter|stay informed|stay updated",
        "النشرة البريدية|اشترك في نشرتنا|اشترك|اشترك في النشرة البريدية|القائمة البريدية",
        "boletín|suscríbete|suscríbase|suscríbete a nuestro boletín|boletín de noticias",
        "unser newsletter",
    ),
    "author_posts": _words(
        "more by the author|more from the author|more by this author|more from this author"
        "|also by the author|also by this author",
        "اقرأ للكاتب|إقرأ للكاتب|اقرأ للكاتبة|اقرأ أيضا للكاتب|اقرأ المزيد للكاتب|مقالات الكاتب"
        "|مقالات أخرى للكاتب|المزيد للكاتب",
        "más del autor|más de la autora|más de este autor|otros artículos del autor",
        "mehr vom autor|mehr von diesem autor|weitere artikel des autors"
        "|alle artikel dieses autors",
    ),
    "author_box": _words(
        "about the author|about the writer|about the authors|author",
        "عن الكاتب|نبذة عن الكاتب|حول الكاتب|الكاتب",
        "sobre el autor|acerca del autor|sobre la autora",
        "über den autor|über die autorin|über die autoren|zum autor|zur autorin|zur person"
        "|autor|autorin",
    ),
    "comments": _words(
        "comments|leave a comment|leave a reply|add a comment|post a comment|join the conversation",
        "تعليقات|التعليقات|أضف تعليقا|اترك تعليقا",
        "comentarios|deja un comentario|deje un comentario",
        "kommentare|kommentieren|kommentar schreiben|kommentar verfassen|kommentar hinterlassen"
        "|einen kommentar schreiben|schreibe einen kommentar|schreiben sie einen kommentar"
        "|hinterlasse einen kommentar|keine kommentare|bisher keine kommentare"
        "|noch keine kommentare|diskutieren sie mit",
    ),
}


HEADING: dict[str, str] = {word: name for name, words in _HEADINGS.items() for word in words}
"""Heading in plain form → the block that it opens."""


TAGS_LABEL = _words(
    "schlagworte|schlagwörter|stichworte|stichwörter|themen|themen im artikel"
    "|themen in diesem artikel|mehr zu den themen|abgelegt unter|verschlagwortet mit"
)
"""Labels of tags of which a page prints a choice alone, and states all."""


READ_ALSO = _words(
    "read also|also read|see also|read more",
    "اقرأ أيضا|إقرأ أيضا|اقرأ المزيد|إقرأ المزيد|شاهد أيضا",
    "lea también|lea además|leer también|leer más|lee también|vea también|ver también",
    "lesen sie auch|lesen sie dazu auch|lesen sie mehr|auch interessant",
)
"""Headings of `related` that stand over Read Next as well: there, behind a block of the day."""


LINK_LABEL = READ_ALSO | _words(
    "watch|watch also|also watch|watch more|watch now|must read|must watch|listen|see|read",
    "شاهد|شاهدوا|شاهد المزيد|اقرأ|إقرأ|اقرأوا أيضا|استمع",
    "le puede interesar|te puede interesar|también le puede interesar|también te puede interesar"
    "|puede interesarle|mire|mira|mire también|mira también|vea|lea|lee|escuche|escucha",
)
"""What stands before a linked headline in its line."""


READ_ON = _words(
    "read more|read on|continue reading|keep reading|read the story|read story|read full story"
    "|full story|read article|read the article|watch|watch video|watch the video|details",
    "اقرأ المزيد|إقرأ المزيد|للمزيد|التفاصيل|تفاصيل|شاهد|شاهد الفيديو|تابع القراءة|أكمل القراءة",
    "leer más|seguir leyendo|leer nota|ver video|ver nota",
)
"""What is written on the button of a card that leads to its post."""


ALL = _words(
    "all|view all|see all|show all|more|view more|see more|all news|all coverages",
    "الكل|عرض الكل|المزيد|جميع الأخبار|كل الأخبار",
    "todo|todos|todas|ver todo|ver todos|ver todas|ver más|más",
)


BREAKING = _words(
    "breaking|breaking news|urgent|news ticker",
    "عاجل|خبر عاجل|أخبار عاجلة|شريط الأخبار",
    "última hora|urgente|alerta|noticias de última hora",
)


LIVE = _words(
    "live|live tv|watch live|live stream|livestream|on air",
    "مباشر|بث مباشر|البث المباشر|البث الحي|شاهد البث المباشر",
    "en vivo|en directo|directo|señal en vivo|tv en vivo",
)


AUTHORS = _words(
    "authors|our authors|writers|our writers|contributors|columnists",
    "الكتّاب|كتّاب|كتّابنا|الكتاب والمحللون",
    "autores|nuestros autores|columnistas|autoras y autores",
)


SHARE = _words(
    "x|f|in|facebook|twitter|x (twitter)|whatsapp|telegram|share|share this|share on x|tweet"
    "|share on facebook|share on twitter|share on whatsapp|share on telegram|share on linkedin"
    "|share via email|copy link|link copied|copy|email|mail|e-mail|print|linkedin|pinterest"
    "|messenger|youtube|instagram|tiktok|reddit|viber|threads|bluesky|rss|listen|save|bookmark"
    "|a+|a-|a|aa|font size|text size|share this article|share article|share this story|follow"
    "|download|listen to this article|google news|soundcloud|snapchat|vk|odysee|rumble",
    "مشاركة|شارك|شارك المقال|شارك الخبر|نسخ الرابط|تم النسخ|طباعة|فيسبوك|تويتر|واتساب|تلغرام"
    "|تيليغرام|إكس|انسخ الرابط|استمع|حفظ|يوتيوب|إنستغرام|انستغرام|لينكد إن|حجم الخط",
    "compartir|compartir en|comparte|copiar enlace|imprimir|correo|enviar|escuchar|guardar"
    "|compartir en facebook|compartir en x|compartir en twitter|compartir en whatsapp"
    "|compartir en telegram",
    "teilen|artikel teilen|beitrag teilen|news teilen|diesen artikel teilen|diesen beitrag teilen"
    "|artikel empfehlen|weiterempfehlen|drucken|artikel drucken|merken|vorlesen|link kopieren",
)


FOLLOW = _words(
    "follow us|follow us on|follow us on social media|follow us on telegram|join us on|join us on"
    " telegram|join our telegram channel|follow al mayadeen english on|find us on",
    "تابعنا|تابعونا|تابعنا على|تابعونا على|انضم إلينا على|تابع الميادين على",
    "síguenos|síguenos en|síganos en|únete a nuestro canal|únase a nosotros en",
    "folgen sie uns|folgen sie uns auf|folge uns|folge uns auf",
)


INVITATIONS = (
    *sorted(word for word in FOLLOW if " " in word),
    *_words("join our|subscribe to our|انضم إلى قناتنا|انضموا إلى قناتنا|suscríbete a nuestro"),
)
"""How a line begins that asks its reader to another place."""


ADVERTISEMENT = _words(
    "advertisement|advertisements|ad|ads|sponsored|sponsored content|promoted|advertising"
    "|story continues below|story continues below advertisement|article continues below"
    "|article continues below advertisement|continues below advertisement|skip advertisement"
    "|continue reading below|scroll to continue|remove ads",
    "إعلان|إعلانات|اعلان|محتوى مدعوم|تابع القراءة بعد الإعلان",
    "publicidad|anuncio|anuncios|patrocinado|continúa después de la publicidad"
    "|la noticia continúa después de la publicidad|contenido patrocinado",
    "anzeige|anzeigen|werbung|gesponsert|weiter nach der anzeige",
)


CONTROLS = _words(
    "previous|prev|next|previous slide|next slide|rate this article|rate this story|rate this"
    "|was this article helpful|did you like this article",
    "السابق|التالي|قيّم هذا المقال|قيّم المقال|قيّم الخبر",
    "anterior|siguiente|califica este artículo|valora este artículo|califique esta nota",
)


FEEDBACK = re.compile(
    r"\W*(?:"
    r"(?:was|is) this \w+ (?:help|use)ful(?: to you)?|did this \w+ help(?: you)?"
    r"|did you (?:like|enjoy) this \w+|did you find this \w+ (?:\w+ )?\w+"
    r"|how (?:would|do) you rate this \w+|rate (?:this|the) \w+"
    r"|(?:would|do) you (?:like|want) to share this \w+"
    r"|هل (?:كان (?:هذا )?(?:ال)?\w+ مفيدا|اعجبك (?:هذا )?(?:ال)?\w+)"
    r"|(?:te|le) (?:gustó|ha gustado|resultó útil|fue útil|pareció útil) (?:este|esta) \w+"
    r"|(?:war|hat|fanden|finden) (?:\w+ ){1,3}(?:artikel|beitrag|text|seite|inhalt|information\w*)"
    r" (?:\w+ )?(?:hilfreich|nützlich|interessant|gefallen|geholfen)"
    r"|wie (?:hilfreich|nützlich) (?:war|ist) (?:der|die|dieser?) \w+"
    r"|dieser \w+ gefällt ihnen|gefällt (?:ihnen|dir) dieser \w+"
    r"|bewerten sie (?:den|das|diesen?|dieses|unser\w*) \w+|(?:diesen|den) \w+ bewerten"
    r"|(?:möchten|wollen) sie (?:den|diesen) (?:artikel|beitrag) (?:teilen|bewerten)"
    r")\W*(?:\(.*\))?\W*",
)
"""What asks for a reader's vote, as `text.key` gives it, with the votes counted in brackets."""


LONGEST_QUESTION = 100
"""Letters of what asks for a vote. Half and double read some 80 real pages alike;
tests/pages/story/test_body.py holds the lower side."""


OF_PLUGINS = _words(
    "like this|like loading|loading|key events|key event|table of contents|in this article"
    "|share this|sharing is caring|click to share|print|jump to|listen to this story",
    "جار التحميل|جاري التحميل|إعجاب تحميل|معجب بهذه|أهم الأحداث|محتويات|جدول المحتويات",
    "me gusta esto|me gusta cargando|cargando|eventos clave|tabla de contenidos|índice",
)
"""What plugins print under or in a story, as a heading too."""


FOOT = _words(
    "all rights reserved|privacy policy|about us|contact us|terms of use|terms and conditions"
    "|terms of service|cookie policy|cookies|careers|advertise with us|frequencies|android|ios"
    "|app store|google play|sitemap|site map|who we are|contact|about|privacy|terms|download app"
    "|back to top|faq|help",
    "جميع الحقوق محفوظة|سياسة الخصوصية|من نحن|اتصل بنا|شروط الاستخدام|تواصل معنا|الترددات|أندرويد"
    "|آي أو إس|خريطة الموقع|عن الميادين|اتصلوا بنا",
    "todos los derechos reservados|política de privacidad|quiénes somos|contacto|contáctenos"
    "|sobre nosotros|términos de uso|términos y condiciones|mapa del sitio|frecuencias",
    "alle rechte vorbehalten|datenschutzerklärung|nutzungsbedingungen",
)


RIGHTS_RESERVED = re.compile(
    "all rights reserved|جميع الحقوق محفوظة|todos los derechos reservados|alle rechte vorbehalten",
    re.IGNORECASE,
)
"""What a short line of the page's foot holds."""


FRAME = _words(
    "home|homepage|search|login|log in|sign in|register|menu|close|skip to content|main menu"
    "|skip to main content|skip to navigation|skip navigation|skip to text|skip to article"
    "|jump to content|jump to main content|jump to the text|toggle navigation|toggle menu"
    "|open menu|close menu|navigation|site navigation|subscribe|my account|account"
    "|en|ar|es|english|arabic|spanish|languages|editions|language|slogan",
    "شعار|lema|eslogan",
    "تخطي إلى المحتوى|انتقل إلى المحتوى|فتح القائمة|إغلاق القائمة|اشترك",
    "saltar al contenido|ir al contenido|abrir menú|cerrar menú|suscríbete",
    "الرئيسية|بحث|القائمة|إغلاق|العربية|عربي|الإنجليزية|الإسبانية|اللغات|دخول|تسجيل الدخول",
    "inicio|portada|buscar|menú|cerrar|español|inglés|árabe|idiomas|iniciar sesión",
)


LOAD_MORE = _words(
    "load more|show more|more|view more|see more|load more news|load more posts|more news"
    "|load more stories|more stories|load more articles|more articles|show more news|loading",
    "المزيد|عرض المزيد|تحميل المزيد|شاهد المزيد|إظهار المزيد|مزيد من الأخبار|المزيد من الأخبار"
    "|حمل المزيد|أعرض المزيد",
    "cargar más|ver más|mostrar más|más noticias|más|cargar más noticias|ver más noticias",
)


MORE_OF = tuple(
    f"{word} "
    for word in _words(
        "load more|show more|view more|see more",
        "تحميل المزيد من|عرض المزيد من",
        "cargar más|mostrar más|ver más",
    )
)
"""How a control's label begins that says what there is more of."""


OTHERS = FRAME | LOAD_MORE | ALL
"""Words of a page's machinery, which name nobody."""


NEXT = _words(
    "next|next page|older|older posts|older entries|older news|following",
    "التالي|التالية|الصفحة التالية|اللاحق|الأقدم|أقدم",
    "siguiente|página siguiente|siguientes|anteriores|más antiguas|entradas antiguas|próxima",
)


NEXT_SIGNS = frozenset(["»", "›", ">", "→", "⟩", "❯", "▶", "≫", ">>"])


FACT_LABEL = _words(
    "reading time|read time|estimated reading time|time to read|length|time|author|writer",
    "مدة القراءة|وقت القراءة|زمن القراءة|الوقت|الساعة|الكاتبة",
    "tiempo de lectura|lectura|hora|autor|autora",
)
"""Words in an element of their own before a fact of the header; those of dates are the dates'."""


MEMBER_SINCE = tuple(
    f"{word}{end}"
    for end in ": "
    for word in _words(
        "join date|joined|member since|registered|registered since|dabei seit|mitglied seit"
        "|registriert|registriert seit|anmeldungsdatum|inscrit le|inscription|lid sinds",
        "تاريخ التسجيل|تاريخ الانضمام|عضو منذ",
        "fecha de registro|miembro desde|registrado|registrado el",
    )
    if end == ":" or " " in word
)
"""How a line begins that says since when its writer has been a member of a forum."""


NOT_FOUND = _words(
    "page not found|404|not found|404 not found|error 404|404 error|the page you requested was not"
    " found|oops! page not found|sorry, page not found",
    "الصفحة غير موجودة|الصفحة غير متوفرة|لم يتم العثور على الصفحة|خطأ 404",
    "página no encontrada|no encontrado|error 404 página no encontrada",
)


REGIONS = _words(
    "africa|asia|asia-pacific|asia pacific|europe|latin america|mena|palestine|us & canada"
    "|us&canada|us and canada|usa & canada|middle east|middle east & north africa|americas"
    "|north america|south america|oceania|gulf|arab world|world",
    "أفريقيا|إفريقيا|آسيا|آسيا والمحيط الهادئ|أوروبا|أميركا اللاتينية|أمريكا اللاتينية"
    "|الشرق الأوسط|الشرق الأوسط وشمال أفريقيا|فلسطين|فلسطين المحتلة|الولايات المتحدة وكندا"
    "|أميركا الشمالية|المغرب العربي|الخليج|العالم العربي|آسيا - المحيط الهادئ",
    "áfrica|europa|américa latina|latinoamérica|medio oriente|asia occidental|palestina"
    "|ee. uu. y canadá|eeuu y canadá|estados unidos y canadá|norteamérica|oriente medio"
    "|asia-pacífico|asia pacífico|américa del norte|oriente medio y norte de áfrica",
)


REGIONS_LABEL = _words(
    "regions|by region|world regions", "المناطق|مناطق", "regiones|por región|por regiones"
)
