/** Fewer people can be told apart: nothing is said of a group of them that somebody filtered for, nor of so few who came back. */
export const LEAST_PEOPLE = 5;

/** Whether a group of rows has enough people; the rows must be those of `USE_BY_SOMEBODY`. */
export const ARE_ENOUGH = `uniqUpTo(${LEAST_PEOPLE - 1})(anonymous_user_id) >= ${LEAST_PEOPLE}`;
