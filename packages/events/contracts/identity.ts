import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { id } from './values.ts'

/** Somebody signed up. Subject: the customer's id. */
export const customerRegistered = defineEvent(
  'identity.customer.registered',
  1,
  z.object({ customerId: id, email: z.string(), name: z.string() }),
)
