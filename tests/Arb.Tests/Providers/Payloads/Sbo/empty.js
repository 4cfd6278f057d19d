$P.onUpdate('od',[4588,1,[[1,[],[],null]],{},{},false]);
