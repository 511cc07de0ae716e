// The upload page: several files at once, chosen or dropped, each sent by a request of its own with its progress.
// Without this script the form sends one file.

const form = document.getElementById("upload");
const input = document.getElementById("file");
const list = document.getElementById("progress");
let line = Promise.resolve();

function row(file) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const bar = document.createElement("progress");
  const said = document.createElement("p");
  bar.max = 1;
  bar.value = 0;
  label.append(file.name, bar);
  item.append(label, said);
  list.append(item);
  return { item, bar, said };
}

function send(file, { item, bar, said }) {
  return new Promise((resolve) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("content", file, file.name);
    const request = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    };
    request.onloadend = () => {
      const read = request.status === 201;
      let fallback = `The server answered ${request.status}; try again.`;
      if (request.responseURL !== form.action) fallback = "You are logged out; log in and choose the file again.";
      if (request.status === 0) fallback = "The connection broke; try again.";
      bar.value = read ? 1 : bar.value;
      item.className = read ? "good" : "bad";
      said.textContent = request.response?.sentence ?? fallback;
      resolve();
    };
    request.send(body);
  });
}

async function showStaged() {
  const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("staged");
  if (fresh) document.getElementById("staged").replaceWith(fresh);
}

function add(files) {
  for (const file of files) {
    const parts = row(file);
    // One after the other: a person's connection is not faster for two at once.
    line = line.then(() => send(file, parts)).then(showStaged);
  }
}

input.multiple = true;
form.classList.add("scripted");
input.addEventListener("change", () => {
  add(input.files);
  input.value = "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(input.files);
});
for (const type of ["dragover", "dragleave", "drop"]) {
  form.addEventListener(type, (event) => {
    event.preventDefault();
    form.classList.toggle("over", type === "dragover");
    if (type === "drop") add(event.dataTransfer.files);
  });
}
