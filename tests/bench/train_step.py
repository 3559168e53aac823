#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The step of bench_train_step.cpp in Python: train_step.py CHANNELS SIZE BATCH STEPS THREADS."""
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class ChannelNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.g = nn.Parameter(torch.ones(1, channels, 1, 1))
        self.b = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x):
        variance = torch.var(x, dim=1, unbiased=False, keepdim=True)
        mean = torch.mean(x, dim=1, keepdim=True)
        return (x - mean) / (variance + 1e-5).sqrt() * self.g + self.b


class Attention(nn.Module):
    def __init__(self, channels, linear, heads=4, head_channels=32):
        super().__init__()
        self.linear, self.heads, self.scale = linear, heads, head_channels**-0.5
        hidden = heads * head_channels
        self.norm = ChannelNorm(channels)
        self.to_qkv = nn.Conv2d(channels, 3 * hidden, 1, bias=False)
        self.to_out = nn.Conv2d(hidden, channels, 1)
        self.out_norm = ChannelNorm(channels) if linear else nn.Identity()

    def forward(self, x):
        n, _, h, w = x.shape
        qkv = self.to_qkv(self.norm(x)).chunk(3, dim=1)
        q, k, v = (part.reshape(n, self.heads, -1, h * w) for part in qkv)
        if self.linear:
            q, k = q.softmax(dim=-2) * self.scale, k.softmax(dim=-1)
            context = torch.einsum("bhdn,bhen->bhde", k, v)
            out = torch.einsum("bhde,bhdn->bhen", context, q)
        else:
            weights = torch.einsum("bhdi,bhdj->bhij", q * self.scale, k).softmax(dim=-1)
            out = torch.einsum("bhij,bhdj->bhdi", weights, v)
        return self.out_norm(self.to_out(out.reshape(n, -1, h, w)))


class Block(nn.Module):
    def __init__(self, before, after, time_channels):
        super().__init__()
        self.time = nn.Sequential(nn.SiLU(), nn.Linear(time_channels, 2 * after))
        self.first = nn.Conv2d(before, after, 3, padding=1)
        self.first_norm = nn.GroupNorm(8, after)
        self.second = nn.Conv2d(after, after, 3, padding=1)
        self.second_norm = nn.GroupNorm(8, after)
        self.shortcut = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x, t):
        scale, shift = self.time(t)[:, :, None, None].chunk(2, dim=1)
        h = F.silu(self.first_norm(self.first(x)) * (scale + 1) + shift)
        return F.silu(self.second_norm(self.second(h))) + self.shortcut(x)


class Level(nn.Module):
    def __init__(self, before, after, time_channels, change):
        super().__init__()
        self.first = Block(before, after, time_channels)
        self.second = Block(after, after, time_channels)
        self.attention = Residual(Attention(after, linear=True))
        self.change = change

    def forward(self, x, t):
        x = self.attention(self.second(self.first(x, t), t))
        return x, self.change(x)


class SaUnet(nn.Module):
    def __init__(self, width, multipliers=(1, 2, 4, 8)):
        super().__init__()
        dims = [width] + [width * m for m in multipliers]
        levels, tc = len(multipliers), 4 * width
        self.width = width
        self.init = nn.Conv2d(2, width, 7, padding=3)
        self.time = nn.Sequential(nn.Linear(width, tc), nn.GELU(), nn.Linear(tc, tc))

        def last(i):
            return i == levels - 1

        self.downs = nn.ModuleList(
            Level(dims[i], dims[i + 1], tc,
                  nn.Identity() if last(i) else nn.Conv2d(dims[i + 1], dims[i + 1], 4, 2, 1))
            for i in range(levels))
        self.mid1, self.mid2 = Block(dims[-1], dims[-1], tc), Block(dims[-1], dims[-1], tc)
        self.mid_attention = Residual(Attention(dims[-1], linear=False))
        pairs = list(zip(dims[:-1], dims[1:]))[::-1]
        self.ups = nn.ModuleList(
            Level(2 * after, before, tc,
                  nn.Identity() if last(i) else nn.ConvTranspose2d(before, before, 4, 2, 1))
            for i, (before, after) in enumerate(pairs))
        self.final = Block(2 * width, width, tc)
        self.out = nn.Conv2d(width, 1, 1)

    def forward(self, x, time_steps):
        half = self.width // 2
        rate = torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))
        angles = time_steps[:, None] * rate[None]
        t = self.time(torch.cat([angles.sin(), angles.cos()], dim=1))
        x = self.init(x)
        first, skips = x, []
        for level in self.downs:
            skip, x = level(x, t)
            skips.append(skip)
        x = self.mid2(self.mid_attention(self.mid1(x, t)), t)
        for level in self.ups:
            _, x = level(torch.cat([x, skips.pop()], dim=1), t)
        return self.out(self.final(torch.cat([x, first], dim=1), t))


def main():
    channels, size, batch, steps, threads = (int(a) for a in sys.argv[1:6])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = SaUnet(channels)
    adam = torch.optim.Adam(network.parameters(), lr=2e-5)
    at = torch.arange(1001, dtype=torch.float64) / 1000
    level = torch.cos((at + 0.008) / 1.008 * math.pi / 2) ** 2
    alpha_bar = torch.cumprod(1 - (1 - level[1:] / level[:-1]).clamp(0, 0.999), 0)
    x0 = torch.rand(batch, 1, size, size) * 2 - 1
    condition = torch.rand_like(x0) * 2 - 1
    seconds = []
    for _ in range(steps + 1):
        start = time.perf_counter()
        adam.zero_grad(set_to_none=True)
        noise = torch.randn_like(x0)
        t = torch.randint(0, 1000, (batch,))
        a = alpha_bar[t].float()[:, None, None, None]
        x_t = a.sqrt() * x0 + (1 - a).sqrt() * noise
        output = network(torch.cat([x_t, condition], dim=1), t.float())
        loss = (output - x0).abs().mean()
        loss.item()
        loss.backward()
        adam.step()
        seconds.append(time.perf_counter() - start)
    seconds = seconds[1:]
    print('{"language": "python", "median_s": %.4f, "best_s": %.4f}'
          % (statistics.median(seconds), min(seconds)))


if __name__ == "__main__":
    main()
