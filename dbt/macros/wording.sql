{#- What words of a CRM's pick lists say, whichever way they are put. None of these is ever NULL but lead_claim. -#}

{#- Whether a text is like one of the patterns, without regard to case. -#}
{% macro _is_like(column, patterns) -%}
    (
        {%- for pattern in patterns %}
        {%- if not loop.first %} or{% endif %} coalesce(lower({{ column }}) like '{{ pattern }}', false)
        {%- endfor -%}
    )
{%- endmacro %}

{#- is_lead_lost('status'): whether a status or disposition ends a lead without an opportunity. -#}
{% macro is_lead_lost(column) -%}
    {{ plumbline._is_like(column, [
        '%unqualified%', '%disqualified%', '%not converted%', '%wrong person%', '%bad%info%', '%no contact info%'
    ]) }}
{%- endmacro %}

{#- lead_claim('status'): which disposition of METRICS M24 a status or disposition claims; NULL when it says nothing of it. -#}
{% macro lead_claim(column) -%}
    case
        {%- for claim, patterns in [
            ('unqualified', ['%unqualified%', '%disqualified%', '%not qualified%', '%not converted%']),
            ('wrong_person', ['%wrong person%', '%wrong contact%']),
            ('bad_info', ['%bad%info%', '%no contact info%', '%invalid%']),
            ('no_response', ['%no response%', '%no reply%', '%unresponsive%']),
            ('no_attempt', ['%not contacted%', '%not attempted%', '%no attempt%', 'new', 'open']),
            ('qualified', ['%qualified%', '%converted%']),
            ('contacted_open', ['%contacted%', '%connected%']),
            ('in_progress', ['%working%', '%nurturing%', '%in progress%', '%attempted%'])
        ] %}
        when {{ plumbline._is_like('trim(' ~ column ~ ')', patterns) }} then '{{ claim }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- is_call_missed('call_disposition'): whether nobody was spoken to, as the rep or the telephone logged it. -#}
{% macro is_call_missed(column) -%}
    {{ plumbline._is_like(column, ['%voice%mail%', '%no answer%', '%not answered%', '%busy%', '%left message%', '%missed%']) }}
{%- endmacro %}

{#- is_number_invalid('call_disposition'): whether the number leads nowhere. -#}
{% macro is_number_invalid(column) -%}
    {{ plumbline._is_like(column, ['%wrong number%', '%bad number%', '%invalid%', '%not in service%', '%disconnected%']) }}
{%- endmacro %}

{#- is_conversation('duration_seconds', 'is_missed'): whether a call was more than a greeting, and not to a voicemail. -#}
{% macro is_conversation(duration, is_missed) -%}
    coalesce(
        {{ duration }} >= {{ plumbline.threshold('M23.call_seconds_least') }} and not coalesce({{ is_missed }}, false), false
    )
{%- endmacro %}
