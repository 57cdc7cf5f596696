/** The place of a page whose program is still on its way. */
export function PageSkeleton() {
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 px-4 pb-8 md:px-6">
      <div className="flex h-14 items-center">
        <span className="skeleton h-6 w-40" />
      </div>
      <span className="skeleton h-64 rounded-lg" />
    </div>
  );
}
