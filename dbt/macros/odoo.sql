{#- What the archiving of a lead or opportunity of Odoo means. `leads` and `stages` are aliases in the query. -#}

{#- odoo_is_lost('leads'): Odoo archives what is lost and sets its probability to 0. -#}
{% macro odoo_is_lost(leads) -%}
    not coalesce({{ leads }}.is_active, true) and coalesce({{ leads }}.probability, 0) = 0
{%- endmacro %}

{#- odoo_is_won('leads', 'stages'): in a won stage; from Odoo 18.2 on (`won_status`) also when archived. -#}
{% macro odoo_is_won(leads, stages) -%}
    coalesce({{ stages }}.is_won, false)
        and (coalesce({{ leads }}.is_active, true) or coalesce({{ leads }}.won_status, '') = 'won')
{%- endmacro %}

{#- odoo_is_deleted('leads'): deleted, or archived by AS_OF and neither won nor lost (`is_won`, `is_lost` of `leads`). -#}
{% macro odoo_is_deleted(leads) -%}
    {{ leads }}.is_deleted or (
        not coalesce({{ leads }}.is_active, true)
        and not {{ leads }}.is_lost
        and not {{ leads }}.is_won
        and coalesce({{ leads }}.modified_at < {{ plumbline.as_of_end() }}, true)
    )
{%- endmacro %}
