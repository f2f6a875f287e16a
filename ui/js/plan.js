// Twelve months that add up while they are typed. Without script the sum is that of the last saving.
const read = (input) => Number(input.value.replace(/[,，\s]/g, "")) || 0;

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-part-of-sum]")) return;
  const form = event.target.closest("[data-sum]");
  const sum = [...form.querySelectorAll("[data-part-of-sum]")].reduce((total, input) => total + Math.round(read(input) * 10000), 0);
  form.querySelector("[data-sum-of]").textContent = (sum / 10000).toLocaleString("en-US", { maximumFractionDigits: 4 });
});
