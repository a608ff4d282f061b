-- One row per name of an account or customer in normalised form: the name without legal form, connectors and
-- abbreviations, and the legal form.
with company_names as (
    select {{ company_key('account_name') }} as name_key from {{ ref('int_accounts_unioned') }}
    where account_name is not null
    union
    select {{ company_key('customer_name') }} from {{ ref('int_customers_unioned') }}
    where customer_name is not null
),

company_words as (
    select * from {{ ref('company_words') }}
),

words as (
    select name_key, word, word_position from {{ words_in_order('company_names', 'name_key') }} as split_names
),

-- A first word is never a legal form: AB Systems and SA Foods are whole names.
classified_words as (
    select
        words.name_key,
        words.word_position,
        coalesce(company_words.meaning, words.word) as word,
        case when words.word_position > 1 then company_words.kind end as kind
    from words
    left join company_words on words.word = company_words.word
),

forms as (
    select
        name_key,
        word as legal_form,
        row_number() over (partition by name_key order by word_position desc) as place_from_end
    from classified_words
    where kind = 'legal_form'
),

core_words as (
    select
        name_key,
        word,
        row_number() over (partition by name_key order by word_position) as place,
        count(*) over (partition by name_key) as words_count
    from classified_words
    where coalesce(kind, 'abbreviation') = 'abbreviation'
)

select
    core_words.name_key,
    {{ joined('core_words.word', 'core_words.place', ' ') }} as core_name,
    {{ joined('case when core_words.place <= 2 then core_words.word end', 'core_words.place', ' ') }} as first_words,
    {{ joined(
        'case when core_words.place > core_words.words_count - 2 then core_words.word end', 'core_words.place', ' '
    ) }} as last_words,
    max(core_words.words_count) as words_count,
    max(forms.legal_form) as legal_form
from core_words
left join forms on core_words.name_key = forms.name_key and forms.place_from_end = 1
group by core_words.name_key
