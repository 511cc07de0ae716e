from django.db import migrations, models

from index.distributions import filenames
from index.distributions.invalid import InvalidDistribution

RELEASES = 500


def fill(apps, schema_editor):
    """Of two twins in one release, which older checks let in, the first has the name."""
    releases = apps.get_model("index", "Release").objects.order_by("pk").values_list("pk", flat=True)
    all_files = apps.get_model("index", "DistributionFile").objects.filter(canonical_filename=None)
    last = 0
    while pks := list(releases.filter(pk__gt=last)[:RELEASES]):
        last = pks[-1]
        files = all_files.filter(release__in=pks).order_by("pk").only("filename")
        named = {name: file for file in reversed(files) if (name := canonical(file.filename))}
        for name, file in named.items():
            file.canonical_filename = name
        all_files.bulk_update(named.values(), ["canonical_filename"], batch_size=RELEASES)


def canonical(filename):
    try:
        return filenames.parse(filename).canonical
    except InvalidDistribution:  # published when other names were taken
        return None


class Migration(migrations.Migration):

    dependencies = [
        ('index', '0007_attestations'),
    ]

    operations = [
        migrations.AddField(
            model_name='distributionfile',
            name='canonical_filename',
            field=models.CharField(help_text='The spelling that all spellings of the file name share; null where it is not known.', max_length=255, null=True, unique=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
