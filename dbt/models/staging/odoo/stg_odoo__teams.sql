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
        write_date as modified_at,
        {{ is_deleted() }} as is_deleted,
        {{ known_at('write_date') }} as known_at
    from landed

)

select * from renamed
