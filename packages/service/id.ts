import { randomUUIDv7 } from 'node:crypto'

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A new UUID version 7 (RFC 9562): its order is the order in which ids were made. */
export const newId = (): string => randomUUIDv7()

/** Whether a value has the form of an id. Ask before a query: PostgreSQL refuses a malformed uuid with an error. */
export const isId = (value: string): boolean => pattern.test(value)
