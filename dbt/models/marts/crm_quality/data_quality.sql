-- One row per issue and object: a record that is left out of a figure or may be counted wrongly, and what to do about
-- it. Each subject has its issues in a file of the folder issues/.
{% for subject in [
    'deliveries', 'amounts', 'credit', 'holders', 'periods', 'reps', 'identity', 'dates', 'values'
] %}
select
    issue,
    -- Ids of a mapped export begin with `csv`; its system is called `csv_mapping`.
    case when source_system = 'csv' then 'csv_mapping' else source_system end as source_system,
    table_name,
    object_id,
    detail,
    remedy,
    amount as affected_amount,
    currency
from {{ ref('issues_of_' ~ subject) }}
{% if not loop.last %}
union all
{% endif %}
{%- endfor %}
