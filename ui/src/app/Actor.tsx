import type { UserLine } from '../api/generated/UserLine';
import { plain } from '../lib/words';

/** Who acts: whatever is decided is theirs in the book. Several names of one account are several, and each is seen. */
export function Actor({
  users,
  user,
  onChoose,
}: {
  users: UserLine[];
  user: string | null;
  onChoose: (name: string | null) => void;
}) {
  const [only] = users;
  if (!only) return null;
  const words = ({ name, roles }: UserLine) => `${name} · ${roles.map(plain).join(', ').toLowerCase()}`;
  if (users.length === 1) return <span className="actor faint">as {words(only)}</span>;
  return (
    <select
      className="actor"
      aria-label="Who acts"
      value={user ?? ''}
      onChange={(event) => onChoose(event.target.value || null)}
    >
      <option value="">as whoever has the role</option>
      {users.map((one) => (
        <option key={one.name} value={one.name}>
          as {words(one)}
        </option>
      ))}
    </select>
  );
}
