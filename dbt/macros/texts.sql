{#- What people type where nothing is to be said. -#}

{#- is_placeholder('next_step'): whether a text is missing, says nothing (`tbd`, `n/a`, `-`) or is one character; never NULL. -#}
{% macro is_placeholder(column) -%}
    (
        coalesce({{ plumbline.name_key(column) }}, '') in (
            '', 'tbd', 'tbc', 'tba', 'n a', 'na', 'none', 'nothing', 'no', 'xx', 'xxx', 'test', 'asdf', 'todo', 'to do'
        )
        or length(trim({{ column }})) < 2
    )
{%- endmacro %}

{#- is_tender('opportunity_type'): whether a kind of deal asks for an offer before anybody has talked; never NULL. -#}
{% macro is_tender(column) -%}
    (
        {%- for pattern in ['%tender%', '%rfp%', '%rfq%', '%licit%', '%ausschreibung%', '%appel d%offres%', '%招标%'] %}
        {%- if not loop.first %} or{% endif %} coalesce(lower({{ column }}) like '{{ pattern }}', false)
        {%- endfor -%}
    )
{%- endmacro %}
