"""The graph of a definition: what comes after what."""

from collections.abc import Iterator

from tollgate.workflows.definition import Definition, Edge

WAIT, MERGE = "wait", "merge"


def entries(definition: Definition, trigger_id: str) -> tuple[str, ...]:
    """Return the nodes that a trigger leads to: those its edges name, else those that nothing leads to."""
    named = [edge.to for edge in definition.edges if edge.source == trigger_id]
    if named:
        return tuple(dict.fromkeys(named))
    led_to = {edge.to for edge in definition.edges}
    return tuple(node.id for node in definition.nodes if node.id not in led_to)


def edges_of(definition: Definition, node_id: str, output: str) -> Iterator[Edge]:
    """Yield the edges that leave an output of a node."""
    return (edge for edge in definition.edges if edge.source == node_id and edge.output == output)


def reached_from(definition: Definition, node_id: str) -> set[str]:
    """Return the nodes that may come after a node; the node itself where it is on a cycle."""
    found: set[str] = set()
    left = [node_id]
    while left:
        here = left.pop()
        for edge in definition.edges:
            if edge.source == here and edge.to not in found:
                found.add(edge.to)
                left.append(edge.to)
    return found


def cycle_without_wait(definition: Definition) -> tuple[str, ...]:
    """Return the nodes of a cycle on which nothing waits, in their order; none where there is no such cycle."""
    waiting = {node.id for node in definition.nodes if node.type == WAIT}
    after: dict[str, list[str]] = {node.id: [] for node in definition.nodes}
    for edge in definition.edges:
        if edge.source in after and edge.to in after:
            after[edge.source].append(edge.to)
    done = set(waiting)
    for first in after:
        path: list[str] = []
        ways = [iter([first])]
        while ways:
            following = next(ways[-1], None)
            if following is None:
                ways.pop()
                if path:
                    done.add(path.pop())
            elif following in path:
                return tuple(path[path.index(following) :])
            elif following not in done:
                path.append(following)
                ways.append(iter(after[following]))
    return ()
