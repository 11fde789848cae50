"""The words by which stated types, and addresses, tell what sort of page it is."""

from __future__ import annotations

from mayadeen.pages.vocabulary.words import plain


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


KIND: dict[str, str] = {
    plain(word): kind
    for kind, words in {
        "article": (
            "article|articles|news|newsarticle|reportagenewsarticle|analysisnewsarticle|blogposting"
            "|opinionnewsarticle|backgroundnewsarticle|report|opinion|analysis|blog|features"
            "|post|story|أخبار|مقالات|مقال|خبر|تقارير|تحليل|منوعات|صحافة|متابعات|noticia|noticias|artículo"
            "|artículos|opinión|análisis"
        ),
        "video": (
            "video|videos|videoobject|video.other|video.episode|video.movie|newsfeed|video features"
            "|explainers|tv|digital series|episode|tvepisode|فيديو|فيديوهات|الميادين go|vídeo"
            "|vídeos|video reports|reports|tv-reports|newscast|podcast|podcasts"
            "|تقارير إخبارية|تقارير تلفزيونية|نشرة الأخبار|بودكاست"
        ),
        "infograph": (
            "infograph|infographs|infographic|infographics|إنفوغراف|إنفوغرافيك|انفوغراف|infografía"
            "|infografías|infografia|infografias"
        ),
        "gallery": (
            "gallery|galleries|in pictures|in-pictures|in_pictures|inpictures|pictures"
            "|photo gallery"
            "|photos|album|albums|imagegallery|mediagallery|photo|photogallery|بالصور|صور|ألبوم"
            "|ألبوم صور|معرض صور|en imágenes|en imagenes|en fotos|galería|galeria|galerías|fotos"
            "|imágenes"
        ),
    }.items()
    for word in words.split("|")
}
"""A type or section, in plain form → the kind of its posts."""


HUB_TYPES = frozenset(
    map(
        plain,
        _set(
            "page|author|authors|coverage|coverages|tag|listing|home|homepage|website|profile|section"
            "|category|search|profilepage|person|collectionpage|searchresultspage|webpage|aboutpage"
            "|contactpage|itemlist|series|static|live|الكتّاب|كاتب|تغطيات|تغطية|autor|autores|cobertura"
            "|coberturas"
        ),
    )
)


HUB_SEGMENTS = _set(
    "author|authors|writer|writers|coverage|coverages|tag|tags|topic|topics|keyword|keywords"
    "|search|region|regions|category|categories|section|about|about-us|contact|contact-us"
    "|contactus|aboutus|privacy|privacy-policy|terms|terms-of-use|cookies|live|livestream"
    "|live-tv|rss|feed|feeds|sitemap|sitemaps|login|register|account|user|users|print|amp"
    "|lite|api|ajax|cdn-cgi|assets|static|media|images|css|js|archive|archives|page|careers"
    "|advertise|frequencies|newsletter|subscribe|schedule|autor|autores|etiqueta|etiquetas"
    "|cobertura|coberturas|en-vivo|directo|buscar|region-es|wp-admin|wp-content|wp-json"
    "|wp-login.php"
)


TAG_SEGMENTS = _set(
    "tag|tags|topic|topics|keyword|keywords|etiqueta|etiquetas|tema|temas|وسم|وسوم|الوسوم"
)


AUTHOR_SEGMENTS = _set("author|authors|writer|writers|autor|autores|columnist")


COVERAGE_SEGMENTS = _set("coverage|coverages|cobertura|coberturas")
