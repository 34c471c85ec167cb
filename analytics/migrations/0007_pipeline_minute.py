from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0006_export'),
    ]

    operations = [
        migrations.CreateModel(
            name='PipelineMinute',
            fields=[
                ('minute', models.DateTimeField(primary_key=True, serialize=False)),
                ('recorded', models.JSONField(default=dict)),
                ('backlog', models.PositiveIntegerField(null=True)),
                ('lag_s', models.FloatField(null=True)),
                ('dead_letters', models.PositiveIntegerField(null=True)),
            ],
        ),
    ]
