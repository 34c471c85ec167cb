from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from pgvector.django import HalfVectorField, VectorExtension

# By hand: Django cannot say INCLUDE on a primary key, and 4-byte weights halve what a search reads.
POSTINGS = """
CREATE TABLE shop_searchposting (
    term bigint NOT NULL,
    product_id bigint NOT NULL,
    impact real NOT NULL,
    PRIMARY KEY (term, product_id) INCLUDE (impact)
);
CREATE INDEX posting_by_product ON shop_searchposting (product_id);
"""
VERSION = "CREATE SEQUENCE shop_catalog_version AS bigint"


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        VectorExtension(),
        migrations.RunSQL(VERSION, "DROP SEQUENCE shop_catalog_version"),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("product_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("fingerprint", models.BigIntegerField()),
                ("words", ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("facets", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("hash", models.BigIntegerField(primary_key=True, serialize=False)),
                ("term", models.TextField()),
                ("documents", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchVector",
            fields=[
                ("product_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("fingerprint", models.BigIntegerField()),
                ("embedding", HalfVectorField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("products", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchState",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("documents", models.IntegerField(default=0)),
                ("embedder", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_search_state")],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(POSTINGS, "DROP TABLE shop_searchposting")],
            state_operations=[
                migrations.CreateModel(
                    name="SearchPosting",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "term", "product_id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("term", models.BigIntegerField()),
                        ("product_id", models.BigIntegerField()),
                        ("impact", models.FloatField()),
                    ],
                    options={"indexes": [models.Index(fields=["product_id"], name="posting_by_product")]},
                ),
            ],
        ),
    ]
