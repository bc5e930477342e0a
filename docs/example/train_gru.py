"""A classifier as anybody might have it: torch's nn.GRU, trained on tickets.csv; leaves its weights and words in theirs/."""

import csv
import re
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE, OUT, TOPICS = Path(__file__).parent, Path("theirs"), ["billing", "delivery", "technical"]


class Model(nn.Module):
    def __init__(self, words: int):
        super().__init__()
        self.embed = nn.Embedding(words, 16)
        self.encoder = nn.GRU(16, 32, batch_first=True)
        self.head = nn.Linear(32, len(TOPICS))

    def forward(self, text):  # [1, T], without padding
        return self.head(self.encoder(self.embed(text))[0][:, -1])


torch.manual_seed(0)
rows = list(csv.DictReader((HERE / "tickets.csv").read_text(encoding="utf-8").splitlines()))
texts = [re.findall(r"\w+", row["message"].lower())[:20] for row in rows]
words = ["<unk>", *sorted({word for text in texts[::2] for word in text})]  # learnt from every other message
tokens = [torch.tensor([[words.index(word) if word in words else 0 for word in text]]) for text in texts]
labels = [torch.tensor([TOPICS.index(row["topic"])]) for row in rows]
model = Model(len(words))
optimiser = torch.optim.Adam(model.parameters(), lr=0.003, weight_decay=1e-4)
for _ in range(15):
    for i in (2 * torch.randperm(len(rows) // 2)).tolist():
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(tokens[i]), labels[i]).backward()
        optimiser.step()
with torch.no_grad():
    right = [bool(model(tokens[i]).argmax() == labels[i]) for i in range(1, len(rows), 2)]
print(f"accuracy {sum(right) / len(right):.4f} on {len(right)} messages that it has not learnt from")

OUT.mkdir(exist_ok=True)
save_file(model.state_dict(), OUT / "weights.safetensors")
(OUT / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
for split, part in {"learnt": rows[::2], "held_out": rows[1::2]}.items():
    with open(OUT / f"{split}.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["message", "topic"])
        table.writeheader()
        table.writerows(part)
