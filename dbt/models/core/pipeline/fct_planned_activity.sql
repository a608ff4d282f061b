-- One row per activity on an opportunity that is not yet done at AS_OF: an open task or a future appointment.
select
    planned.planned_activity_id,
    planned.opportunity_id,
    planned.due_on
from {{ union_systems('planned_activities', {
    'string': ['planned_activity_id', 'opportunity_id'],
    'date': ['due_on'],
}) }} as planned
inner join {{ ref('fct_opportunity') }} as opportunities
    on planned.opportunity_id = opportunities.opportunity_id
