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
    (
        {%- for pattern in ['%tender%', '%rfp%', '%rfq%', '%licit%', '%ausschreibung%', '%appel d%offres%', '%招标%'] %}
        {%- if not loop.first %} or{% endif %} coalesce(lower({{ column }}) like '{{ pattern }}', false)
        {%- endfor -%}
    )
{%- endmacro %}
