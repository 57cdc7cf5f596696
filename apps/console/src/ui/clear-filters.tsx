/** Takes every filter of a list away. */
export function ClearFilters({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" onClick={onClick} className="h-7 rounded-md px-2 text-muted hover:text-text">
      Clear filters
    </button>
  );
}
