-- One row per membership of a user in a sales team.
with landed as (

    select * from {{ landing('odoo', 'team_member') }}

),

renamed as (

    select
        {{ odoo_id('crm.team.member', 'id') }} as team_member_id,
        {{ odoo_id('crm.team', 'crm_team_id') }} as team_id,
        {{ odoo_id('res.users', 'user_id') }} as user_id,
        active as is_active,
        create_date as created_at,
        write_date as modified_at,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
