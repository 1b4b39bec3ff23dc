import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { customerId } from './values.ts'

/** Somebody signed up. Subject: the customer's id. */
export const customerRegistered = defineEvent(
  'identity.customer.registered',
  1,
  z.object({
    customerId,
    email: z.string().describe('The address they signed up with.'),
    name: z.string().describe('The name they gave.'),
  }),
)
