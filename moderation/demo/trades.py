"""The trades of the wave, a grammar each. Films, products, firms and numbers are made up."""

from moderation.demo.grammar import Grammar

_COMMON: Grammar = {"version": ("1.0", "0.1", "1.0.0", "2024.1")}

_FILMS: Grammar = {
    **_COMMON,
    "title": (
        "The Last Lantern",
        "Iron Harvest",
        "Midnight Ferry",
        "Crown of Ashes",
        "Paper Tigers Two",
        "Deep Orbit",
    ),
    "name": (
        "watch-{slug}-{owner}-{number}",
        "{slug}-full-movie-hd-{owner}{number}",
        "123-{slug}-online-free-{owner}{number}",
    ),
    "summary": (
        "Watch {title} 2024 full movie online free HD",
        "[{quality}] {title} FULL MOVIE streaming free no sign up",
    ),
    "quality": ("HD-1080p", "4K ULTRA", "123-MOVIES"),
    "description": (
        "# WATCH {title} FULL MOVIE ONLINE FREE\n\n{call} [{title} Full Movie]({link})\n\n{blurb} {blurb}\n\n{call} {link}\n\n{tail}",
        "{call} {link}\n\n**{title} (2024) [{quality}] streaming sub English**\n\n{blurb}\n\n{tail}\n\n{call} [DOWNLOAD NOW]({link})",
    ),
    "call": ("▶▶ CLICK HERE TO WATCH ▶▶", "🔴 WATCH NOW 👉👉", "➤➤ PLAY NOW ➤➤ DOWNLOAD ➤➤"),
    "blurb": (
        "How to watch {title} online for free without registration? You can stream it in HD quality tonight.",
        "{title} is the movie everybody talks about, enjoy the full movie at home with your family and friends.",
        "Streaming {title} free on any device, phone, tablet or smart TV. No credit card needed.",
    ),
    "tail": (
        "Tags: {title} full movie, {title} watch online, {title} free download, {title} {quality}, {title} english subtitles",
        "watch {title} free, stream {title} hd, {title} putlocker alternative, {title} dailymotion, {title} full episode",
    ),
    "keywords": ("full movie,watch online,free,hd,streaming",),
    "link": ("https://hd-cinema.example.net/movie/{slug}", "https://watch-free.example.com/{slug}.html"),
}

_SUPPORT: Grammar = {
    **_COMMON,
    "title": (
        "Bluepine Mail",
        "Skylark Airways",
        "Quillbook Accounting",
        "Nordbank Wallet",
        "Printwell Printer",
    ),
    "name": ("{slug}-customer-service-{owner}-{number}", "{slug}-support-phone-number-{owner}{number}"),
    "summary": (
        "{phone} {title} customer service phone number 24/7",
        "{title} support number ☎ {phone} toll free helpline",
    ),
    "phone": ("+1-800-555-0142", "+1 (888) 555-0117", "1~855~555~0163"),
    "description": (
        "{title} Customer Service Number {phone}\n\n{ask} Call {phone} now. {blurb}\n\n{title} helpline {phone}. {blurb}\n\nVisit {link}",
        "☎ {phone} ☎ {title} technical support\n\n{blurb}\n\n{ask} Dial {phone} toll free. {title} phone number {phone} {phone}\n\n{link}",
    ),
    "ask": (
        "How do I speak to a live person at {title}?",
        "Is your {title} account locked or password not working?",
        "Want a refund or to change your booking with {title}?",
    ),
    "blurb": (
        "Our certified experts are available 24 hours to fix any issue within minutes, satisfaction guaranteed.",
        "Get instant help from the best technicians for recovery, cancellation, error codes and refunds.",
    ),
    "keywords": ("customer service,phone number,support,helpline,toll free",),
    "link": ("https://helpline-number.example.com/{slug}",),
}

_ESSAYS: Grammar = {
    **_COMMON,
    "title": ("Custom Essay", "Term Paper", "Dissertation Help"),
    "name": ("best-{slug}-writing-service-{number}", "buy-{slug}-online-cheap-{number}"),
    "summary": (
        "Best {title} writing service - cheap, fast, 100% original",
        "Buy {title} online from expert writers, from $9 per page",
    ),
    "description": (
        "Are you looking for someone to write my essay? {blurb} {blurb}\n\nOrder now with 15% discount: {link}\n\n{tail}",
    ),
    "blurb": (
        "Our professional writers will complete your {title} before the deadline, plagiarism free and confidential.",
        "Thousands of students trust our affordable academic writing service for top grades every semester.",
    ),
    "tail": ("essay writing service, pay for essay, write my paper, cheap assignment help, do my homework",),
    "keywords": ("essay,writing service,cheap,buy,homework help",),
    "link": ("https://a-plus-papers.example.com/order?ref={number}",),
}

_COINS: Grammar = {
    **_COMMON,
    "title": ("Dragon Meadow", "Star Brawlers", "Block Island"),
    "name": ("free-{slug}-gems-generator-{owner}-{number}", "{slug}-hack-unlimited-gems-{owner}{number}"),
    "summary": (
        "FREE {title} gems generator {year} no human verification",
        "{title} hack: unlimited free gems and coins, no survey",
    ),
    "year": ("2024", "2025"),
    "description": (
        "🎁 FREE {title} GEMS GENERATOR 🎁\n\n👉👉 {link} 👈👈\n\n{blurb}\n\n{blurb}\n\nCLICK HERE >>> {link} <<<\n\n{tail}",
    ),
    "blurb": (
        "Get unlimited free gems for {title} with our online generator, working {year}, no human verification, no survey, no password.",
        "This {title} hack works on every device and gives 99,999 gems every day. Limited offer, claim yours now!",
    ),
    "tail": (
        "{title} free gems, {title} gems hack, {title} generator no verification, {title} cheats unlimited coins",
    ),
    "keywords": ("free gems,generator,hack,no human verification",),
    "link": ("https://gems-now.example.net/{slug}",),
}

_PILLS: Grammar = {
    **_COMMON,
    "title": ("Slimora Keto", "Vitalux CBD Gummies", "Maxirol Male Boost"),
    "name": ("{slug}-reviews-{number}", "buy-{slug}-official-{number}"),
    "summary": (
        "{title} reviews - does it really work? Official site, 50% discount",
        "Buy {title} online: natural formula, fast results",
    ),
    "description": (
        "# {title} Reviews: Price, Ingredients, Where To Buy\n\n{blurb} {blurb}\n\n[Visit the OFFICIAL WEBSITE to order]({link})\n\n{blurb}",
    ),
    "blurb": (
        "{title} is a natural supplement that helps you to lose weight and feel healthy without side effects.",
        "Order {title} today with a 50% discount and free shipping, stock is limited, 30 days money back guarantee.",
        "Thousands of happy customers burn fat and sleep better with {title} capsules every day.",
    ),
    "keywords": ("reviews,supplement,weight loss,buy,official",),
    "link": ("https://health-deals.example.com/{slug}",),
}

_LOANS: Grammar = {
    **_COMMON,
    "title": ("Sofortkredit", "Kredit ohne Auskunft", "Express Darlehen"),
    "name": ("{slug}-guenstig-online-{number}", "{slug}-heute-auszahlung-{number}"),
    "summary": (
        "{title} in 5 Minuten, Auszahlung heute, ohne Nachweis",
        "Jetzt {title} online beantragen – 100% Zusage",
    ),
    "description": (
        "{title} GÜNSTIG UND SCHNELL!!!\n\n{blurb} {blurb}\n\nHIER KLICKEN: {link}\n\nJetzt {title} beantragen: {link}",
    ),
    "blurb": (
        "Sie brauchen schnell Geld? Mit unserem {title} erhalten Sie bis zu 50.000 Euro noch heute auf Ihr Konto.",
        "Keine Bonitätsprüfung, keine Wartezeit, garantierte Zusage auch bei schlechter Auskunft.",
        "Vergleichen Sie kostenlos und sparen Sie Zinsen, das Angebot gilt nur noch wenige Tage.",
    ),
    "keywords": ("kredit,sofort,ohne auskunft,geld,online",),
    "link": ("https://kredit-sofort.example.com/antrag?id={number}",),
}

_CASINO: Grammar = {
    **_COMMON,
    "title": ("Casino Estrella", "Ruleta Real", "Tragaperras Gratis"),
    "name": ("{slug}-bono-gratis-{owner}-{number}", "jugar-{slug}-online-{owner}{number}"),
    "summary": (
        "{title}: bono gratis sin depósito, gana dinero real hoy",
        "Slot gacor {title} – daftar situs judi online terpercaya",
    ),
    "description": (
        "🎰 {title} 🎰\n\n{blurb} {blurb}\n\nREGÍSTRATE AQUÍ: {link}\n\n{tail}",
        "🎰 SLOT GACOR HARI INI 🎰\n\nDaftar sekarang di {title}, bonus new member 100%, deposit murah, gampang menang!\n\nKLIK DISINI: {link}\n\n{tail}",
    ),
    "blurb": (
        "Juega en {title} y recibe 200 giros gratis con tu primer depósito, dinero real y pagos en minutos.",
        "El mejor casino online con ruleta, póker y tragaperras, bono de bienvenida del 300%.",
    ),
    "tail": ("casino online, bono sin depósito, slot online, judi slot gacor, ganar dinero, jackpot",),
    "keywords": ("casino,slot,bono,jackpot,judi online",),
    "link": ("https://jackpot.example.net/{slug}/?aff={number}",),
}

TRADES: dict[str, Grammar] = {
    "films": _FILMS,
    "support": _SUPPORT,
    "essays": _ESSAYS,
    "coins": _COINS,
    "pills": _PILLS,
    "loans": _LOANS,
    "casino": _CASINO,
}
