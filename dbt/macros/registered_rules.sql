{#- Made from the rules' SQL by `python -m ingest.dbt_files`: change that, not this. -#}

{#- registered_rules(): all rules by id; their findings are published. -#}
{% macro registered_rules() -%}
    {{ return([
        'rule_h01_inflated_pipeline',
        'rule_h02_stalled_deal',
        'rule_h03_silent_customer',
        'rule_h04_repeated_pushes',
        'rule_h05_close_date_in_past',
        'rule_h08_stage_ping_pong',
        'rule_h09_stages_at_once',
        'rule_h14_amount_changed_before_win',
        'rule_h15_amount_not_proposed',
        'rule_h16_amount_missing',
        'rule_h17_won_without_invoice',
        'rule_h19_won_amount_not_invoiced',
        'rule_h20_credited_after_quarter',
        'rule_h23_missing_next_step',
        'rule_h24_no_contact',
        'rule_h26_proposal_to_unqualified',
        'rule_h27_no_activity_before_close',
        'rule_h28_unanswered_mail',
        'rule_h33_owner_left',
        'rule_h34_owner_changed_before_win',
        'rule_h40_reopened_again',
    ]) }}
{%- endmacro %}
