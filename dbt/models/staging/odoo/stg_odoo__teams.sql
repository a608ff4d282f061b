-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per sales team.
with landed as (

    select * from {{ landing('odoo', 'team') }}

),

renamed as (

    select
        {{ odoo_id('crm.team', 'id') }} as team_id,
        {{ odoo_id('res.users', 'user_id') }} as leader_id,
        name as team_name,
        invoiced_target,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
