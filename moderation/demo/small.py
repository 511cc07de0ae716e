"""Honest projects that are easily wronged: other languages, beginners, those that say next to nothing."""

from moderation.demo.projects import DemoProject, repository

SPANISH = """# contarsilabas

Biblioteca para contar y separar sílabas en español, sin dependencias.

## Instalación

    pip install contarsilabas

## Uso

```python
from contarsilabas import separar

separar("murciélago")   # ['mur', 'cié', 'la', 'go']
```

Reconoce diptongos, hiatos y palabras con hache intercalada. Los errores se agradecen en el
repositorio, con la palabra y la separación correcta.
"""

GERMAN = """# fahrplanleser

Liest Fahrpläne im alten Textformat der Regionalbahnen und gibt sie als Datenklassen zurück.

```python
from fahrplanleser import lies

for halt in lies("linie12.txt").halte:
    print(halt.name, halt.abfahrt)
```

Feiertage und Schulferien werden beachtet, wenn eine Kalenderdatei dabei liegt.
Die Tests laufen mit `pytest`.
"""

FRENCH = """nombresenlettres
================

Écrit les nombres en toutes lettres, selon l'usage de France, de Belgique ou de Suisse::

    >>> from nombresenlettres import ecrire
    >>> ecrire(92, usage="suisse")
    'nonante-deux'

Les règles de 1990 (traits d'union partout) sont appliquées par défaut.
"""

PORTUGUESE = """# feriadosmoveis

Calcula os feriados móveis (Carnaval, Páscoa, Corpus Christi) de qualquer ano.

    pip install feriadosmoveis

```python
from feriadosmoveis import pascoa
pascoa(2025)
```

Sem dependências; testado do ano 1583 em diante.
"""

CHINESE = """# bihuashu

查询汉字笔画数的小工具,数据来自公开的字表。

## 安装

    pip install bihuashu

## 使用

```python
from bihuashu import count

count("龍")   # 16
```

支持繁体与简体;未收录的字返回 `None`。
"""

RUSSIAN = """# slogoved

Расстановка переносов в русских словах. Библиотека без зависимостей.

```python
from slogoved import hyphenate

hyphenate("библиотека")   # 'биб-лио-те-ка'
```

Правила описаны в файле `rules.txt`, исключения можно добавить своим словарём.
"""

INDONESIAN = """# katadasar

Mencari kata dasar dari kata berimbuhan dalam bahasa Indonesia.

```python
from katadasar import dasar

dasar("mempermainkan")   # 'main'
```

Daftar kata bisa diganti dengan berkas teks sendiri.
"""

HANGMAN = """# hangman in the terminal

My second Python project :) You guess letters, it draws the man.

    pip install hangman-bramble
    python -m hangman_bramble

Words are in `words.txt`, add your own. TODO: colours, high scores
"""

HOMEWORK = """Assignment 3 of the algorithms course: a singly linked list and a stack, with tests.

Run them with `python -m unittest`. Not meant to be used by anybody, I only need to show
that I can publish a package.
"""

PROJECTS = (
    DemoProject(
        "contarsilabas",
        "odalys",
        "Cuenta y separa sílabas en español",
        SPANISH,
        versions=("0.1", "0.2", "0.3"),
        first=112.5,
        last=35.6,
        modules=("reglas",),
        links=repository("odalys", "contarsilabas"),
    ),
    DemoProject(
        "fahrplanleser",
        "hjelm",
        "Liest Fahrpläne im alten Textformat",
        GERMAN,
        versions=("0.1", "0.2"),
        first=84.1,
        last=62.3,
        modules=("kalender", "format"),
        links=repository("hjelm", "fahrplanleser"),
    ),
    DemoProject(
        "nombresenlettres",
        "rivage",
        "Les nombres en toutes lettres",
        FRENCH,
        content_type="text/x-rst",
        versions=("1.0", "1.1"),
        first=145.2,
        last=90.1,
        modules=("usages",),
        links=repository("rivage", "nombresenlettres"),
    ),
    DemoProject(
        "feriadosmoveis",
        "ines-dev",
        "Feriados móveis de qualquer ano",
        PORTUGUESE,
        versions=("0.1.0",),
        first=11.7,
        last=11.7,
        links=repository("ines-dev", "feriadosmoveis"),
    ),
    DemoProject(
        "bihuashu",
        "qingtian",
        "查询汉字笔画数",
        CHINESE,
        versions=("1.0.0", "1.0.1"),
        first=64.5,
        last=28.5,
        modules=("table",),
        links=repository("qingtian", "bihuashu"),
    ),
    DemoProject(
        "slogoved",
        "mshelf",
        "Переносы в русских словах",
        RUSSIAN,
        versions=("0.3", "0.4"),
        first=92.3,
        last=47.6,
        modules=("rules",),
        links=repository("mshelf", "slogoved"),
    ),
    DemoProject(
        "katadasar",
        "rantau",
        "Mencari kata dasar bahasa Indonesia",
        INDONESIAN,
        versions=("0.1",),
        first=20.2,
        last=20.2,
        modules=("imbuhan",),
        links=repository("rantau", "katadasar"),
    ),
    DemoProject(
        "hangman-bramble",
        "bramble7",
        "Hangman in the terminal",
        HANGMAN,
        versions=("0.0.1", "0.0.2"),
        first=54.1,
        last=53.5,
    ),
    DemoProject(
        "cs210-assignment3",
        "cs-student-42",
        "Linked list and stack for the algorithms course",
        HOMEWORK,
        content_type="text/plain",
        first=3.9,
        last=3.9,
        versions=("1.0",),
        modules=("linked_list", "stack"),
        license="",
    ),
    DemoProject(
        "hello-dunes",
        "first-steps",
        "A small example package",
        "# Example Package\n\nThis is a simple example package. I followed the packaging tutorial.\n",
        versions=("0.0.1",),
        first=0.9,
        last=0.9,
        license="",
    ),
    DemoProject(
        "colsum",
        "cs-student-42",
        "Sums the columns of a CSV file",
        versions=("0.1",),
        first=47.6,
        last=47.6,
        has_wheels=False,
        license="",
    ),
    DemoProject("quokkabox", "first-steps", "", versions=("0.0.1",), first=2.1, last=2.1, license=""),
    DemoProject(
        "roomtemp",
        "rivage",
        "Reads the temperature from a USB thermometer",
        "Plug it in, run `roomtemp`. Prints degrees Celsius, or Fahrenheit with `-f`.\n",
        versions=("0.1", "0.2", "0.3"),
        first=130.5,
        last=5.1,
        links=repository("rivage", "roomtemp"),
    ),
    DemoProject(
        "chordsheet",
        "ines-dev",
        "Transpose chord sheets",
        "```console\n$ chordsheet song.txt --up 2\n```\n\nKnows sharps, flats and slash chords. Text stays "
        "aligned under its chords.\n",
        versions=("0.1.0", "0.1.1"),
        first=38.3,
        last=17.6,
        modules=("chords",),
        links=repository("ines-dev", "chordsheet"),
    ),
)
