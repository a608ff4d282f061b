{#- Placeholder values and patterns in entered texts. -#}

{#-
    is_placeholder('next_step'): whether a text is missing, a placeholder value (`tbd`, `n/a`, `-`) or one character;
    never NULL.
-#}
{% macro is_placeholder(column) -%}
    (
        coalesce({{ plumbline.name_key(column) }}, '') in (
            '', 'tbd', 'tbc', 'tba', 'n a', 'na', 'none', 'nothing', 'no', 'xx', 'xxx', 'test', 'asdf', 'todo', 'to do'
        )
        or length(trim({{ column }})) < 2
    )
{%- endmacro %}

{#-
    is_tender('opportunity_type'): whether opportunities of this type require a proposal before any conversation; never
    NULL.
-#}
{% macro is_tender(column) -%}
    {{ plumbline.is_like(column, ['%tender%', '%rfp%', '%rfq%', '%licit%', '%ausschreibung%', '%appel d%offres%', '%招标%']) }}
{%- endmacro %}

{#- is_direct_order('opportunity_type'): whether orders of this type come in without a sales process; never NULL. -#}
{% macro is_direct_order(column) -%}
    {{ plumbline.is_like(column, [
        '%phone order%', '%transactional%', '%repeat order%', '%reorder%', '%web order%', '%webshop%', '%nachbestell%',
        '%pedido%', '%commande%'
    ]) }}
{%- endmacro %}

{#- is_like('opportunity_type', ['%rfp%']): whether a text contains one of the patterns, in any case; never NULL. -#}
{% macro is_like(column, patterns) -%}
    (
        {%- for pattern in patterns %}
        {%- if not loop.first %} or{% endif %} coalesce(lower({{ column }}) like '{{ pattern }}', false)
        {%- endfor -%}
    )
{%- endmacro %}

{#-
    meanings('opportunities', 'stage_name', 'stage'): a subquery: each value of the column and its meaning by the value
    mappings; values without one are left out.
-#}
{% macro meanings(relation, column, value_kind) -%}
    (
        select {{ column }}, meaning
        from (
            select
                entered.{{ column }},
                patterns.meaning,
                row_number() over (
                    partition by entered.{{ column }} order by patterns.priority, patterns.pattern
                ) as match_number
            from (select distinct {{ column }} from {{ relation }} where {{ column }} is not null) as entered
            inner join {{ ref('value_mappings') }} as patterns
                on
                    patterns.value_kind = '{{ value_kind }}'
                    and ' ' || {{ plumbline.name_key('entered.' ~ column) }} || ' ' like patterns.pattern
        ) as matches
        where match_number = 1
    )
{%- endmacro %}
