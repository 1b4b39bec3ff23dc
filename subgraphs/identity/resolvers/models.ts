import type { Customer } from '../data/customers.ts'

/** A customer, and whether whoever asks may see more of them than the id. */
export interface CustomerModel {
  readonly customer: Customer
  readonly visible: boolean
}
