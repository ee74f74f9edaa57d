"""The registry of built-in functions. A new one is a ``Function`` in the file of its noun, and its test."""

from tieline.foundation.expressions.calendar_functions import CALENDAR_FUNCTIONS
from tieline.foundation.expressions.context_functions import CONTEXT_FUNCTIONS
from tieline.foundation.expressions.conversion_functions import CONVERSION_FUNCTIONS
from tieline.foundation.expressions.list_functions import LIST_FUNCTIONS
from tieline.foundation.expressions.number_functions import NUMBER_FUNCTIONS
from tieline.foundation.expressions.sequence_functions import SEQUENCE_FUNCTIONS
from tieline.foundation.expressions.signature import Function
from tieline.foundation.expressions.text_functions import TEXT_FUNCTIONS
from tieline.foundation.expressions.time_functions import TIME_FUNCTIONS

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        *TEXT_FUNCTIONS,
        *NUMBER_FUNCTIONS,
        *TIME_FUNCTIONS,
        *CALENDAR_FUNCTIONS,
        *LIST_FUNCTIONS,
        *SEQUENCE_FUNCTIONS,
        *CONTEXT_FUNCTIONS,
        *CONVERSION_FUNCTIONS,
    )
}
