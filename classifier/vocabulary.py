"""Words of software, in the languages most read on the web: what an honest description is likely to hold.

There is no list of the words of spam, and none is wanted: it would be taken from the campaigns of yesterday, and would
accuse every honest project about shops, films or games of chance. Words of scripts that write without blanks are
looked for inside longer runs.
"""

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
    ファイル データ ツール 라이브러리 모듈 함수 코드 설치 사용 파일 데이터 도구
"""


def _split(words: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of alphabets, matched whole; and those of scripts without blanks, matched inside."""
    folded = [fold(word) for word in words.split()]
    unspaced = tuple(word for word in folded if _is_unspaced(word))
    return frozenset(folded) - frozenset(unspaced), unspaced


def _is_unspaced(word: str) -> bool:
    return any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in word)


_WHOLE, _INSIDE = _split(_SOFTWARE)


def software_share(words: list[str]) -> float:
    """Which part of `words` (folded) speaks of software, 0..1; 0 for no words."""
    if not words:
        return 0.0
    return sum(word in _WHOLE or _holds(word) for word in words) / len(words)


def _holds(word: str) -> bool:
    return not word.isascii() and _is_unspaced(word) and any(term in word for term in _INSIDE)
