{#- deal_segment('opportunity_type'): the segment of an opportunity, which is its type in the CRM; never NULL. -#}
{% macro deal_segment(type) -%}
    coalesce(nullif(trim({{ type }}), ''), '(none)')
{%- endmacro %}

{#-
    is_late_stage('stages'): whether a row of dim_stage is the first stage in which buyers ask for a proposal, or comes
    after it in the order of the stages. Closed stages are included.
-#}
{% macro is_late_stage(stages) -%}
    {{ stages }}.stage_order >= (
        select min(proposal_stages.stage_order)
        from {{ ref('dim_stage') }} as proposal_stages
        where proposal_stages.is_proposal
    )
{%- endmacro %}
