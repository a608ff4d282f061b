-- Made from ingest/odoo/tables.py by `python -m ingest.dbt_files`: change that, not this.
-- One row per membership of a user in a sales team.
with landed as (

    select * from {{ landing('odoo', 'team_member') }}

),

renamed as (

    select
        {{ odoo_id('crm.team.member', 'id') }} as team_member_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        {{ odoo_id('crm.team', 'crm_team_id') }} as team_id,
        active as is_active,
        {{ is_deleted() }} as is_deleted,
        create_date as created_at,
        write_date as modified_at,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
