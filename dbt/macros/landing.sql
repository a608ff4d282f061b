{#-
    landing('salesforce', 'opportunity'): the latest accepted version of every row, tombstones included, as a subquery.
    The key is in the source's meta, from the contract; NULLs in a key equal each other. Every version has _is_deleted
    (the row is gone at the source) and _loaded_at (UTC). Event tables land each key once and have one version.
-#}
{% macro landing(system, table) -%}
    {%- set relation = source(system, table) -%}
    {%- set meta = plumbline._source_meta(system, table) -%}
    {%- if meta.delivery == 'events' -%}
        {{ relation }}
    {%- else -%}
        {{ return(adapter.dispatch('latest_version', 'plumbline')(relation, meta.key)) }}
    {%- endif -%}
{%- endmacro %}

{#- The graph is available only when SQL is executed; while parsing, only the call to source() matters. -#}
{% macro _source_meta(system, table) -%}
    {%- if not execute -%}
        {{ return({'delivery': 'full', 'key': ['unknown_while_parsing']}) }}
    {%- endif -%}
    {{ return(graph.sources['source.plumbline.' ~ system ~ '.' ~ table].config.meta) }}
{%- endmacro %}

{#-
    A load lands a key once, and the first load lands all of them: only the few keys that landed again have several
    versions.
-#}
{% macro default__latest_version(relation, key) -%}
    (
        select landed.*
        from {{ relation }} as landed
        left join (
            select {{ key | join(', ') }}, max(_loaded_at) as _latest_at
            from {{ relation }}
            where _loaded_at > (select min(_loaded_at) from {{ relation }})
            group by {{ key | join(', ') }}
        ) as again
            on
                {%- for column in key %}
                {{ 'and ' if not loop.first }}landed.{{ column }} is not distinct from again.{{ column }}
                {%- endfor %}
        where again._latest_at is null or landed._loaded_at = again._latest_at
    )
{%- endmacro %}

{#-
    is_deleted('is_deleted', 'system_modstamp'): whether the row was gone at AS_OF: a tombstone (one that came later is
    not in the landing that a run reads), or the source's own flag, set at the row's last modification; never NULL.
-#}
{% macro is_deleted(flag=none, modified_at=none) -%}
    {%- if flag -%}
        (
            coalesce({{ flag }}, false)
            {%- if modified_at %} and coalesce({{ modified_at }} < {{ plumbline.as_of_end() }}, true){% endif -%}
        ) or {% endif -%}
    coalesce(_is_deleted, false)
{%- endmacro %}

{#-
    known_at('system_modstamp'): when the row became known; a deletion is known from the load in which the row is
    missing.
-#}
{% macro known_at(cursor=none) -%}
    {%- if cursor -%}
        case when _is_deleted then _loaded_at else coalesce({{ cursor }}, _loaded_at) end
    {%- else -%}
        _loaded_at
    {%- endif -%}
{%- endmacro %}

{#- landing_versions('salesforce', 'user'): every accepted version, tombstones included; for histories of people. -#}
{% macro landing_versions(system, table) -%}
    {{ source(system, table) }}
{%- endmacro %}
