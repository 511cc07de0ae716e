"""Two general vocabularies: words of software, and words of an offer (price, haste, a call to act).

Both are of everyday language, in the languages most read on the web, and name no trade and no campaign: a text about
films, games of chance or medicine is no offer, and an offer of anything is one. Folded as `text.fold` folds; words of
scripts that write without blanks are looked for inside longer runs.
"""

from typing import Final

from classifier.text import fold

_SOFTWARE: Final = """
    api app argument arguments array async backend backup benchmark binding bindings bug build
    bytes cache cli class classes code codes command commands compiler config configuration console data database
    dataset datasets debug decorator dependencies deploy developer developers development dict directory distutils django
    docker docs documentation driver encoder encoding extension file files filter flask font format formats
    framework frontend function functions git graph gui handler helper helpers homework http     implementation implements import input install installation integration interface interpreter iterator
    javascript json kernel keyword library libraries license linux logger logging macos manager matrix
    metadata method methods middleware mit mock model models module modules multiple numpy object objects
    open output package packages parse parser parsing path pip platform plot plugin plugins programming
    project projects protocol prototype proxy pypi pytest python query queue readme regex release repository request
    requests rest rpc run runtime schema script scripts sdk serializer server session setup setuptools
    shell simple simulation socket software source sphinx sql sqlite string strings syntax system template
    templates terminal test testing tests thread threads toolkit tree type types unicode unittest unix
    url utilities utility utils validation variable vector version web windows wrapper xml yaml
    biblioteca bibliotecas paquete modulo modulos codigo funcion funciones instalacion ejemplo archivo archivos
    proyecto programa datos ejercicio tarea pacote funcao funcoes instalacao exemplo arquivo projeto dados exercicio
    bibliotheque paquet fonction fonctions exemple fichier fichiers projet donnees exercice logiciel utilisation
    bibliothek paket funktion funktionen beispiel datei dateien projekt daten aufgabe werkzeug schnittstelle libreria
    pacchetto funzione funzioni esempio progetto dati esercizio biblioteka pakiet funkcja przyklad plik dane zadanie
    kutuphane fonksiyon ornek dosya proje veri pustaka fungsi contoh berkas proyek thu vien hàm ví dụ
    библиотека модуль пакет функция функции код пример файл файлы проект данные установка использование задание утилита
    مكتبة وحدة دالة مثال ملف مشروع بيانات برنامج पुस्तकालय मॉड्यूल फ़ंक्शन उदाहरण डेटा
    库 模块 函数 代码 安装 使用 示例 文件 接口 数据 工具 作业 框架 ライブラリ モジュール 関数 コード インストール 使い方
    ファイル データ ツール 라이브러리 모듈 함수 코드 설치 사용 파일 데이터 도구
"""
_OFFER: Final = """
    amazing bargain best bonus bonuses bucks buy buying call cash cheap cheapest claim click coupon coupons credit
    customer customers deal deals deposit dollars discount discounts download earn earning earnings easy exclusive fast
    free gift gifts guarantee guaranteed income instant instantly legit limited lowest luck lucky money now offer offers
    online order orders paid pay payment payout phone premium price prices prize prizes profit profits promo promotion
    promotional purchase quick quickly reward rewards rich safe sale sales save sell shipping shop shopping signup store
    subscribe tollfree today trial unlimited verified vip visit watch winner winners winning win wins
    barato barata baratos comprar compra gratis oferta ofertas precio precios descuento pedido envio dinero ganar gana
    ganancias hoy ahora premio premios llame llama preco precos desconto ganhar ganhe dinheiro agora ligue gratuito
    gratuita gratuits acheter achat pas cher prix remise commande livraison argent gagner gagnez maintenant appelez
    offre offres cadeau gunstig kaufen kauf billig preis preise rabatt bestellen bestellung kostenlos versand geld
    gewinnen gewinn jetzt angebot angebote anrufen comprare acquista acquistare prezzo prezzi sconto ordina gratuito
    soldi guadagnare vinci vincere adesso offerta tanio kupic cena ceny darmowe zamow pieniadze wygraj teraz promocja
    ucuz satın satin fiyat indirim bedava para kazan hemen siparis hediye murah beli harga diskon uang menang
    sekarang terpercaya hadiah resmi situs daftar mua gia re ban khuyen mai tien
    купить куплю заказать заказ цена цены дешево недорого скидка скидки бесплатно бесплатный деньги заработок заработать
    доставка выигрыш выиграть бонус бонусы акция звоните сейчас онлайн смотреть скачать продажа магазин кредит
    شراء رخيص مجانا عرض سعر خصم اطلب ارباح المال اتصل खरीदें सस्ता मुफ्त छूट कीमत ऑफर पैसे कमाएं
    购买 便宜 免费 优惠 价格 折扣 赚钱 注册送 客服 热线 代理 下载 在线 正品 微信 激安 購入 無料 送料 割引 価格 稼ぐ 限定
    무료 구매 할인 가격 추천 쿠폰 보너스 수익
"""


def _split(words: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of alphabets, matched whole; and those of scripts without blanks, matched inside."""
    folded = [fold(word) for word in words.split()]
    unspaced = tuple(word for word in folded if _is_unspaced(word))
    return frozenset(folded) - frozenset(unspaced), unspaced


def _is_unspaced(word: str) -> bool:
    return any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in word)


_VOCABULARIES: Final = {"software": _split(_SOFTWARE), "offer": _split(_OFFER)}


def share(vocabulary: str, words: list[str]) -> float:
    """Which part of `words` (folded) belongs to the vocabulary "software" or "offer", 0..1; 0 for no words."""
    if not words:
        return 0.0
    whole, inside = _VOCABULARIES[vocabulary]
    return sum(word in whole or _holds(word, inside) for word in words) / len(words)


def _holds(word: str, terms: tuple[str, ...]) -> bool:
    return not word.isascii() and _is_unspaced(word) and any(term in word for term in terms)
