import { transact } from '@tradewind/service'
import type { Address, AddressBook, Change, Refusal } from '../domain/address-book.ts'
import type { Transaction } from './database.ts'
import type { Address as AddressRow, PrismaClient } from './generated/client.ts'

/** The address books of customers, by customer id; a customer without addresses has an empty one. */
export async function findAddressBooks(
  prisma: PrismaClient | Transaction,
  customerIds: readonly string[],
): Promise<Map<string, AddressBook>> {
  const rows = await prisma.address.findMany({
    where: { customerId: { in: [...customerIds] } },
    orderBy: { id: 'asc' },
  })
  const found = Map.groupBy(rows, (row) => row.customerId)
  return new Map(customerIds.map((id) => [id, (found.get(id) ?? []).map(toAddress)]))
}

/** Applies a change to a customer's address book as it is at this moment, and saves what differs. */
export function changeAddressBook<Outcome extends Change | Refusal<string>>(
  prisma: PrismaClient,
  customerId: string,
  change: (book: AddressBook) => Outcome,
): Promise<Outcome> {
  return transact(prisma, async (tx: Transaction) => {
    await tx.$queryRaw`SELECT FROM customer WHERE id = ${customerId}::uuid FOR NO KEY UPDATE`
    const before = (await findAddressBooks(tx, [customerId])).get(customerId) ?? []
    const outcome = change(before)
    if ('book' in outcome) await save(tx, customerId, before, outcome.book)
    return outcome
  })
}

async function save(
  tx: Transaction,
  customerId: string,
  before: AddressBook,
  after: AddressBook,
): Promise<void> {
  const kept = new Set(after.map((address) => address.id))
  const removed = before.filter((address) => !kept.has(address.id)).map((address) => address.id)
  if (removed.length > 0) await tx.address.deleteMany({ where: { id: { in: removed } } })

  const old = new Map(before.map((address) => [address.id, JSON.stringify(address)]))
  const changed = after.filter((address) => old.get(address.id) !== JSON.stringify(address))
  // The address that stops being the default goes first: there is never a moment with two.
  for (const { id, ...fields } of changed.toSorted((a, b) => Number(a.isDefault) - Number(b.isDefault))) {
    const data = { ...fields, customerId }
    await tx.address.upsert({ where: { id }, create: { ...data, id }, update: data })
  }
}

function toAddress(row: AddressRow): Address {
  const { id, recipient, line1, line2, city, region, postalCode, countryCode, phone, isDefault } = row
  return { id, recipient, line1, line2, city, region, postalCode, countryCode, phone, isDefault }
}
