// Before the first paint: the theme somebody chose here. Without a choice the system's holds, by CSS alone.
try {
  const theme = localStorage.getItem('ringwall.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing has chosen nothing.
}
