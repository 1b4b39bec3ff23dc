/** What is announced with every step of an order. */
export const orderTopic = (orderId: string): string => `order:${orderId}`
