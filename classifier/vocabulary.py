"""Words of software, and words that press a reader, in the languages most read on the web.

There is no list of the subjects of spam, and none is wanted: it would be taken from the campaigns of yesterday, and
would accuse every honest project about shops, films or games of chance. What presses a reader is no subject: to buy, to
call, today, cheaply, at once, guaranteed. Advertising needs it in every trade and language, and a description of
software rarely does. A star stands for any ending; words of scripts that write without blanks are looked for inside
longer runs.
"""

from functools import lru_cache
from typing import Final

from classifier.text import fold

_SOFTWARE: Final = """
    api app argument arguments array async backend backup benchmark binding bindings bug build
    bytes cache cli class classes code codes command commands compiler config configuration console data database
    dataset datasets debug decorator dependencies deploy developer developers development dict directory distutils django
    docker docs documentation driver encoder encoding extension file files filter flask font format formats
    framework frontend function functions git graph gui handler helper helpers homework http implementation implements import input install installation integration interface interpreter iterator
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
    ファイル データ ツール 変換 辞書 라이브러리 모듈 함수 코드 설치 사용 파일 데이터 도구 변환 ไลบรารี โมดูล ฟังก์ชัน โค้ด ติดตั้ง
    ไฟล์ ข้อมูล แปลง
"""


_PRESSING: Final = """
    accepted affordable afford amazing anonymous attractive authentic bargain best bestselling bonus bonuses boost buy
    buying certified cheap cheaper cheapest claim click competitive convenient deal deals discreet doorstep earn
    earning earnings effective enjoy exclusive experienced experts expert fastest finest free freebie guarantee
    guaranteed genuine hassle hire hottest hurry instantly legit lowest luxury miracle now premium prize
    promo professional professionals reliable satisfaction today trial trusted unlimited unlock urgent visit
    warranty worldwide your you our we us
    barat* gratis gratuit* ahora agora hoje llam* ligue clic clique aqui descuento* desconto* mejor* melhor*
    ganar gane ganha* ganhe garant* profesional* urgente* solicit* aproveche aproveite seguro* confiable* presupuesto*
    regalo*
    achet* acheter cher maintenant appel* cliqu* remise* meilleur* gagn* inscri* devis votre vous notre
    acquist* subito adesso oggi chiam* clicca sconto sconti spedizion* consegn* miglior* guadagn* vinc* iscriv* ricev*
    kauf* bestell* gunstig* billig* jetzt heute anruf* klick* rabatt* best* gewinn* verdien* sofort* kostenlos* ihre
    ihr ihnen unser* sicher* garant* diskret*
    koop* koopt bestel* goedko* vandaag klik* korting* gratis beste verdien* offerte* vraag
    kup* zamow* tani* tanio teraz dzis* dzwon* klikn* rabat* promoc* najleps* zarab* wygra* darmow* szybk* zadzwo*
    koup* kup* objedn* levn* ted nyni dnes volej* zavolej* klikn* slev* nejlep* vydel* vyhraj* zdarma rychl* ihned
    pozad*
    vasarol* vegye rendel* olcso* hivj* kattint* kedvezmen* akcio* szallit* legjobb* nyer* ingyen* gyors*
    satin* ucuz* simdi hemen bugun ara arayin tikla* indirim* kampanya* teslimat* kazan* bedava ucretsiz guvenilir*
    bonus*
    kop* bestall* billig* idag klick* rabatt* basta tjana* vinn* gratis snabb* ansok* osta* tilaa* halva* tanaan
    soita* alennus* parhaat parast* voita* ilmai* lunasta
    cumpar* ieftin* acum astazi suna* reducer* livrar* castig* gratuit*
    beli jual murah* sekarang hubungi klik diskon kirim* terbaik menang* daftar* terpercaya resmi hadiah* pesan*
    mua ngay khuyen mai giao uy tin nhanh
    куп* заказ* дешев* недорог* сейчас сегодня звон* нажм* скидк* акци* лучш* заработ* выигр* бесплатн* быстр* гарант*
    регистрац* бонус* официальн* надежн* выгодн* срочн* вам ваш* наш* мы
    замов* дешев* зараз сьогодні телефонуй* знижк* безкоштовн* швидк* отримай* виграй* оформ* вашу ваш*
    αγορα* φθην* τωρα σημερα καλεστε εκπτωσ* προσφορ* παραδοσ* καλυτερ* κερδ* δωρεαν γρηγορ*
    اشتر* رخيص* ارخص الان اليوم اتصل* خصم* عرض عروض افضل مجان* اربح* سجل* ضمان* خريد ارزان تخفيف رايگان ثبت بهترين
    جايزه معتبر
    קנ* זול* עכשיו היום התקשר* לחצ* הנח* מבצע* הטוב* כסף חינם מהיר* מקצוע* קבלו
    खरीद* सस्त* अभी आज कॉल क्लिक छूट मुफ्त पैसा पैसे तुरंत पाएं कमा* जीत*
    购买 出售 便宜 立即 现在 今天 点击 优惠 折扣 免费 最好 赚钱 赢 送 提现 客服 正规 微信 批发 厂家 直销 包邮 货到付款 加盟 专业 代办 办理
    購入 販売 格安 激安 今すぐ 今日 クリック 割引 無料 最高 稼 おすすめ ボーナス 限定 簡単 安心 即日
    구매 판매 싼 저렴 지금 오늘 클릭 할인 무료 최고 보너스 추천 즉시 당일 상담 안전 이벤트
    ซื้อ ขาย ถูก ตอนนี้ วันนี้ คลิก ส่วนลด โปรโมชั่น ฟรี ดีที่สุด โบนัส ฝาก ถอน ง่าย รับ
    comprar comprare compra compre preventiv* hoje hoy
"""


class _Vocabulary:
    """Words of alphabets, matched whole or, with a star, by their beginning; those of scripts without blanks, inside."""

    def __init__(self, words: str) -> None:
        folded = [fold(word) for word in words.split()]
        self._inside = tuple(word for word in folded if _is_unspaced(word))
        self._whole = frozenset(folded) - frozenset(self._inside)
        self._beginnings = tuple({word.removesuffix("*") for word in folded if word.endswith("*")})

    def holds(self, word: str) -> bool:
        if word in self._whole or (self._beginnings and word.startswith(self._beginnings)):
            return True
        return not word.isascii() and _is_unspaced(word) and any(term in word for term in self._inside)


def _is_unspaced(word: str) -> bool:
    return any(
        "\u0e00" <= char <= "\u0e7f" or "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"
        for char in word
    )


_software, _pressing = _Vocabulary(_SOFTWARE), _Vocabulary(_PRESSING)
_UNSAID: Final = 3  # one "your" in a line of four words presses nobody
_KEPT: Final = 2**16  # words whose answer is remembered
_is_software = lru_cache(_KEPT)(_software.holds)
_is_pressing = lru_cache(_KEPT)(_pressing.holds)


def software_share(words: list[str]) -> float:
    """Which part of `words` (folded) speaks of software, 0..1; 0 for no words."""
    return sum(map(_is_software, words)) / len(words) if words else 0.0


def pressing_share(words: list[str]) -> float:
    """Which part of `words` (folded) presses a reader to act or praises a bargain, 0..1; of few words it is less."""
    return sum(map(_is_pressing, words)) / (len(words) + _UNSAID)
