/**
 * Shares a number evenly among those who can take it: what one cannot take goes to the others.
 *
 * @param room how much each can take
 * @returns how much each gets, in the same order
 */
export function share(total: number, room: readonly number[]): number[] {
  const shares = room.map(() => 0);
  const order = room.map((_, index) => index).sort((a, b) => (room[a] ?? 0) - (room[b] ?? 0));
  let left = total;
  for (const [position, index] of order.entries()) {
    const fair = Math.floor(left / (order.length - position));
    const taken = Math.min(fair, room[index] ?? 0);
    shares[index] = taken;
    left -= taken;
  }
  return shares;
}
