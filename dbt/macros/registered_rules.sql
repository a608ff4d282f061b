{#- Made from the rules' SQL by `python -m ingest.dbt_files`: change that, not this. -#}

{#- registered_rules(): all rules by id; their findings are published. -#}
{% macro registered_rules() -%}
    {{ return([
        'rule_h01_inflated_pipeline',
        'rule_h02_stalled_deal',
        'rule_h04_repeated_pushes',
        'rule_h05_close_date_in_past',
        'rule_h17_won_without_invoice',
        'rule_h19_won_amount_not_invoiced',
        'rule_h23_missing_next_step',
        'rule_h26_proposal_to_unqualified',
    ]) }}
{%- endmacro %}
