{#-
    A run writes a new file, so a table or view is created under its own name. dbt-duckdb creates it under another name,
    renames it and looks for a backup to drop, which takes a third of dbt's own time per model.
-#}
{% materialization table, adapter='duckdb' %}
    {{ return(plumbline._created('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(plumbline._created('view')) }}
{% endmaterialization %}

{% macro _created(type) %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type=type) -%}
    {%- if existing %}{% do adapter.drop_relation(existing) %}{% endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, target, sql) if type == 'table' else create_view_as(target, sql) }}
    {%- endcall -%}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [target]}) }}
{% endmacro %}
