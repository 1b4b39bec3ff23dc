import {
  invalidInput,
  MoneyError,
  toMinorUnits,
  toMoney,
  type InvalidInputError,
  type ParsedInput,
} from '@tradewind/service'
import type { PlaceOrder, ShippingAddress } from '../data/place-order.ts'
import type { PlacingFailure } from '../domain/placing.ts'
import type { PlaceOrderError } from './generated/types.ts'
import type { PlaceOrderInput } from './input.ts'

/** An order as the domain takes it; amounts that its currency does not have are input errors. */
export function toPlaceOrder(customerId: string, parsed: PlaceOrderInput): ParsedInput<PlaceOrder> {
  const { idempotencyKey, ...input } = parsed
  const { currencyCode, paymentToken, shippingAddress } = input
  const errors: InvalidInputError[] = []
  const lines = input.lines.map(({ variantId, quantity, expectedUnitPrice }, index) => {
    try {
      const price = expectedUnitPrice == null ? null : toMinorUnits(expectedUnitPrice, currencyCode)
      return { variantId, quantity, expectedUnitPrice: price }
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error
      errors.push(invalidInput(error.message, ['lines', String(index), 'expectedUnitPrice']))
      return { variantId, quantity, expectedUnitPrice: null }
    }
  })
  if (errors.length > 0) return { ok: false, errors }
  const basket = { currencyCode, lines }
  const address = toAddressColumns(shippingAddress)
  return {
    ok: true,
    value: { customerId, basket, shippingAddress: address, paymentToken, idempotencyKey, input },
  }
}

const toAddressColumns = (address: PlaceOrderInput['shippingAddress']): ShippingAddress => ({
  recipientName: address.name,
  company: address.company,
  addressLine1: address.line1,
  addressLine2: address.line2,
  city: address.city,
  region: address.region,
  postalCode: address.postalCode,
  countryCode: address.countryCode,
  phone: address.phone,
})

/** What is in the way of an order, in the words of the API. */
export function toPlaceOrderError(failure: PlacingFailure): PlaceOrderError {
  const path = 'index' in failure ? ['lines', String(failure.index)] : ['lines']
  switch (failure.kind) {
    case 'Empty':
      return { __typename: 'EmptyOrderError', message: 'The order has no lines; add something to it.', path }
    case 'TooManyLines':
      return {
        __typename: 'OrderTooLargeError',
        dimension: 'LINES',
        message: `An order has ${failure.maximum} lines at most; place several.`,
        path,
      }
    case 'QuantityTooLarge':
      return {
        __typename: 'OrderTooLargeError',
        dimension: 'QUANTITY',
        message: `An order has ${failure.maximum} pieces of one variant at most.`,
        path: [...path, 'quantity'],
      }
    case 'TotalTooLarge': {
      const { amount, currencyCode } = toMoney(failure.maximum, failure.currencyCode)
      return {
        __typename: 'OrderTooLargeError',
        dimension: 'TOTAL',
        message: `An order comes to ${amount} ${currencyCode} at most; place several.`,
        path,
      }
    }
    case 'Unavailable':
      return {
        __typename: 'ProductUnavailableError',
        variantId: failure.variantId,
        message: 'This product is not available; remove it from the order.',
        path: [...path, 'variantId'],
      }
    case 'NoPrice':
      return {
        __typename: 'PriceUnavailableError',
        variantId: failure.variantId,
        currencyCode: failure.currencyCode,
        message: `This product has no price in ${failure.currencyCode}; order it in another currency.`,
        path: [...path, 'variantId'],
      }
    case 'PriceChanged': {
      const currentUnitPrice = toMoney(failure.unitPrice, failure.currencyCode)
      return {
        __typename: 'PriceChangedError',
        variantId: failure.variantId,
        currentUnitPrice,
        message: `"${failure.name}" costs ${currentUnitPrice.amount} ${currentUnitPrice.currencyCode} now; confirm the new price.`,
        path: [...path, 'expectedUnitPrice'],
      }
    }
    default: {
      const _never: never = failure
      return _never
    }
  }
}
